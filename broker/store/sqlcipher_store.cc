// SPDX-License-Identifier: Apache-2.0
#include "broker/store/sqlcipher_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"

namespace kith::broker {
namespace {

constexpr char kSchema[] = R"sql(
  CREATE TABLE IF NOT EXISTS index_row (
    lookup        BLOB    NOT NULL,
    row_hash      BLOB    NOT NULL,
    sealed        BLOB    NOT NULL,
    agency_tag    BLOB    NOT NULL,
    purge_quarter INTEGER NOT NULL,  -- year * 4 + (month - 1) / 3
    epoch         INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (lookup, row_hash)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS row_count (
    counter       INTEGER PRIMARY KEY,
    rows          INTEGER NOT NULL,
    purge_quarter INTEGER NOT NULL,  -- the last of the rows it counted
    epoch         INTEGER NOT NULL DEFAULT 1
  ) STRICT;
  CREATE TABLE IF NOT EXISTS ground (
    ref        BLOB    PRIMARY KEY,
    root       BLOB    NOT NULL,
    owner_tag  BLOB    NOT NULL,
    withdrawn  INTEGER NOT NULL,     -- 0 or 1
    expires_at INTEGER NOT NULL,     -- milliseconds since 1970
    acknowledged_at INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS ground_by_root ON ground (root);
  CREATE INDEX IF NOT EXISTS ground_to_tell ON ground (ref)
    WHERE withdrawn = 1 AND acknowledged_at = 0;
  CREATE TABLE IF NOT EXISTS ended_root (
    root BLOB PRIMARY KEY            -- withdrawn everywhere
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS enquiry (
    id             BLOB    PRIMARY KEY,
    asker          TEXT    NOT NULL,
    body_hash      BLOB    NOT NULL,
    accepted_at    INTEGER NOT NULL, -- milliseconds since 1970
    ended          INTEGER NOT NULL  -- 0 or 1
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS enquiry_open ON enquiry (id) WHERE ended = 0;
  CREATE INDEX IF NOT EXISTS enquiry_by_time ON enquiry (accepted_at);
  CREATE TABLE IF NOT EXISTS recall (
    id                        INTEGER PRIMARY KEY,
    enquiry_id                BLOB    NOT NULL,
    subject                   INTEGER NOT NULL,
    holder                    TEXT    NOT NULL,
    asker                     TEXT    NOT NULL,
    asker_hidden              INTEGER NOT NULL, -- 0 or 1
    notice                    BLOB    NOT NULL,
    signature                 BLOB    NOT NULL,
    acknowledgement           BLOB    NOT NULL, -- empty until it comes
    acknowledgement_signature BLOB    NOT NULL,
    UNIQUE (enquiry_id, subject, holder)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS recall_waiting ON recall (asker)
    WHERE acknowledgement = x'';
  CREATE TABLE IF NOT EXISTS asked (
    agency TEXT    NOT NULL,
    day    INTEGER NOT NULL,         -- since 1970-01-01 UTC
    units  INTEGER NOT NULL,
    PRIMARY KEY (agency, day)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS person_key (
    agency       TEXT NOT NULL,
    practitioner BLOB NOT NULL,
    public_key   BLOB NOT NULL UNIQUE,
    PRIMARY KEY (agency, practitioner)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS urgent (   -- times in milliseconds; 0: not yet
    enquiry_id          BLOB    PRIMARY KEY,
    asker               TEXT    NOT NULL,
    practitioner        BLOB    NOT NULL,
    request             BLOB    NOT NULL,
    requested_at        INTEGER NOT NULL,
    second_agency       TEXT    NOT NULL,
    second_practitioner BLOB    NOT NULL,
    authorised_at       INTEGER NOT NULL,
    used_at             INTEGER NOT NULL,
    review_by           TEXT    NOT NULL,
    reviewed_at         INTEGER NOT NULL,
    cancelled           INTEGER NOT NULL, -- 0 or 1
    escalated           INTEGER NOT NULL  -- 0 or 1
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS urgent_by_time ON urgent (requested_at);
  CREATE TABLE IF NOT EXISTS handover (
    id          BLOB    PRIMARY KEY,
    from_agency TEXT    NOT NULL,
    to_agency   TEXT    NOT NULL,
    proposal    BLOB    NOT NULL,
    signature   BLOB    NOT NULL,
    step        INTEGER NOT NULL,    -- the newest
    newest      BLOB    NOT NULL,
    newest_signature BLOB NOT NULL,
    proposed_at INTEGER NOT NULL,    -- milliseconds since 1970
    stepped_at  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS counted_of_day (
    day          INTEGER NOT NULL,   -- since 1970-01-01 UTC
    agency       TEXT    NOT NULL,
    practitioner BLOB    NOT NULL,   -- a pseudonym, or empty
    what         TEXT    NOT NULL,
    units        INTEGER NOT NULL,
    PRIMARY KEY (day, agency, practitioner, what)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS setting (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
  ) STRICT)sql";

constexpr char kFindRows[] =
    "SELECT lookup, row_hash, sealed, agency_tag, purge_quarter, epoch "
    "FROM index_row "
    "WHERE lookup = ? ORDER BY row_hash LIMIT ?";
constexpr char kHasRow[] =
    "SELECT 1 FROM index_row WHERE lookup = ? AND row_hash = ?";
constexpr char kOpenEnquiry[] =
    "INSERT INTO enquiry (id, asker, body_hash, accepted_at, ended) "
    "VALUES (?, ?, ?, ?, 0)";
constexpr char kAddAsked[] =
    "INSERT INTO asked (agency, day, units) VALUES (?, ?, ?) "
    "ON CONFLICT (agency, day) DO UPDATE SET units = units + excluded.units";

// Rows of an earlier version, whose bounds were counted in another way or not
// at all. By the index's new id the agents notice, and send theirs again.
absl::Status DropRowsOfEarlierVersions(SealedDb& db) {
  KITH_ASSIGN_OR_RETURN(
      Statement columns,
      db.Prepare("SELECT count(*), coalesce(sum(name = 'agency_tag'), 0) "
                 "FROM pragma_table_info('index_row')"));
  KITH_RETURN_IF_ERROR(columns.Step().status());
  const bool earlier = columns.Int(0) > 0 && columns.Int(1) == 0;
  columns.Reset();
  if (!earlier) return absl::OkStatus();
  // In this order: cut short in between, the next start does it again.
  KITH_RETURN_IF_ERROR(db.Execute(absl::StrCat(
      "DELETE FROM setting WHERE name = '", kIndexIdSetting, "'")));
  KITH_RETURN_IF_ERROR(db.Execute("DROP TABLE IF EXISTS row_count"));
  return db.Execute("DROP TABLE index_row");
}

// Gives a table of an earlier version the column that it lacks.
absl::Status AddColumn(SealedDb& db, absl::string_view table,
                       absl::string_view column, absl::string_view definition) {
  KITH_ASSIGN_OR_RETURN(
      Statement columns,
      db.Prepare(absl::StrCat("SELECT count(*), coalesce(sum(name = '", column,
                              "'), 0) FROM pragma_table_info('", table, "')")));
  KITH_RETURN_IF_ERROR(columns.Step().status());
  const bool earlier = columns.Int(0) > 0 && columns.Int(1) == 0;
  columns.Reset();
  if (!earlier) return absl::OkStatus();
  return db.Execute(absl::StrCat("ALTER TABLE ", table, " ADD COLUMN ", column,
                                 " ", definition));
}

}  // namespace

absl::Status CreateStoreTables(SealedDb& db) {
  KITH_RETURN_IF_ERROR(DropRowsOfEarlierVersions(db));
  // Owners of grounds of before are told of what ended once more.
  KITH_RETURN_IF_ERROR(
      AddColumn(db, "ground", "acknowledged_at", "INTEGER NOT NULL DEFAULT 0"));
  // There was one epoch before rows said theirs.
  for (const char* table : {"index_row", "row_count"}) {
    KITH_RETURN_IF_ERROR(
        AddColumn(db, table, "epoch", "INTEGER NOT NULL DEFAULT 1"));
  }
  return db.Execute(kSchema);
}

SqlcipherReader::SqlcipherReader(std::unique_ptr<SealedDb> db,
                                 Statement find_rows, Statement has_row,
                                 Statement find_ground)
    : db_(std::move(db)),
      find_rows_(std::move(find_rows)),
      has_row_(std::move(has_row)),
      find_ground_(std::move(find_ground)) {}

absl::StatusOr<std::unique_ptr<SqlcipherReader>> SqlcipherReader::Create(
    std::unique_ptr<SealedDb> db) {
  KITH_ASSIGN_OR_RETURN(Statement find_rows, db->Prepare(kFindRows));
  KITH_ASSIGN_OR_RETURN(Statement has_row, db->Prepare(kHasRow));
  KITH_ASSIGN_OR_RETURN(Statement find_ground, db->Prepare(FindGroundSql()));
  return std::unique_ptr<SqlcipherReader>(
      new SqlcipherReader(std::move(db), std::move(find_rows),
                          std::move(has_row), std::move(find_ground)));
}

absl::StatusOr<std::vector<StoredRow>> SqlcipherReader::FindRows(
    absl::Span<const std::string> lookups, std::uint32_t limit) {
  absl::MutexLock lock(&mutex_);
  const SealedDb::Snapshot snapshot(*db_);
  std::vector<StoredRow> rows;
  for (const std::string& lookup : lookups) {
    find_rows_.BindBytes(1, lookup).BindInt(2, limit);
    while (true) {
      KITH_ASSIGN_OR_RETURN(const bool more, find_rows_.Step());
      if (!more) break;
      rows.push_back(RowAt(find_rows_));
    }
    find_rows_.Reset();
  }
  return rows;
}

absl::StatusOr<std::vector<bool>> SqlcipherReader::HasRows(
    absl::Span<const RowPlace> places) {
  absl::MutexLock lock(&mutex_);
  const SealedDb::Snapshot snapshot(*db_);
  std::vector<bool> present;
  for (const RowPlace& place : places) {
    has_row_.BindBytes(1, place.lookup).BindBytes(2, place.row_hash);
    KITH_ASSIGN_OR_RETURN(const bool any, has_row_.Step());
    present.push_back(any);
    has_row_.Reset();
  }
  return present;
}

absl::StatusOr<std::vector<StoredEnquiry>>
SqlcipherReader::EnquiriesNotEnded() {
  absl::MutexLock lock(&mutex_);
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db_->Prepare("SELECT id, asker, body_hash, accepted_at "
                   "FROM enquiry WHERE ended = 0 ORDER BY accepted_at"));
  std::vector<StoredEnquiry> enquiries;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return enquiries;
    enquiries.push_back({std::string(rows.Bytes(0)), std::string(rows.Bytes(1)),
                         std::string(rows.Bytes(2)),
                         absl::FromUnixMillis(rows.Int(3)), false});
  }
}

absl::Status SqlcipherTransaction::OpenEnquiry(const StoredEnquiry& enquiry) {
  KITH_ASSIGN_OR_RETURN(Statement insert, db_.Prepare(kOpenEnquiry));
  const absl::Status status =
      insert.BindBytes(1, enquiry.id)
          .BindText(2, enquiry.asker)
          .BindBytes(3, enquiry.body_hash)
          .BindInt(4, absl::ToUnixMillis(enquiry.accepted_at))
          .Run();
  if (!absl::IsAlreadyExists(status)) return status;
  KITH_ASSIGN_OR_RETURN(
      Statement same,
      db_.Prepare("SELECT 1 FROM enquiry "
                  "WHERE id = ? AND asker = ? AND body_hash = ?"));
  same.BindBytes(1, enquiry.id)
      .BindText(2, enquiry.asker)
      .BindBytes(3, enquiry.body_hash);
  KITH_ASSIGN_OR_RETURN(const bool repeated, same.Step());
  if (repeated) {
    return absl::UnavailableError("its reply is no longer kept; ask again");
  }
  return absl::AlreadyExistsError(
      "enquiry_id: it came before with another body");
}

absl::Status SqlcipherTransaction::EndEnquiry(const std::string& id) {
  KITH_ASSIGN_OR_RETURN(
      Statement update,
      db_.Prepare("UPDATE enquiry SET ended = 1 WHERE id = ?"));
  return update.BindBytes(1, id).Run();
}

absl::Status SqlcipherTransaction::ForgetEnquiriesBefore(absl::Time time) {
  KITH_ASSIGN_OR_RETURN(
      Statement remove,
      db_.Prepare("DELETE FROM enquiry WHERE ended = 1 AND accepted_at < ?"));
  return remove.BindInt(1, absl::ToUnixMillis(time)).Run();
}

absl::Status SqlcipherTransaction::CountAsked(const std::string& agency,
                                              absl::Time at,
                                              std::uint64_t units,
                                              std::uint64_t limit) {
  const std::int64_t day = absl::ToUnixSeconds(at) / (24 * 60 * 60);
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT units FROM asked WHERE agency = ? AND day = ?"));
  get.BindText(1, agency).BindInt(2, day);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  const std::uint64_t used = any ? static_cast<std::uint64_t>(get.Int(0)) : 0;
  if (used + units > limit) {
    return absl::ResourceExhaustedError(
        absl::StrCat("over the daily allowance of ", limit,
                     " checks; it starts anew at midnight UTC"));
  }
  KITH_ASSIGN_OR_RETURN(Statement add, db_.Prepare(kAddAsked));
  return add.BindText(1, agency)
      .BindInt(2, day)
      .BindInt(3, static_cast<std::int64_t>(units))
      .Run();
}

absl::StatusOr<std::string> SqlcipherTransaction::GetSetting(
    const std::string& name) {
  KITH_ASSIGN_OR_RETURN(
      Statement get, db_.Prepare("SELECT value FROM setting WHERE name = ?"));
  get.BindText(1, name);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  return any ? std::string(get.Bytes(0)) : std::string();
}

absl::Status SqlcipherTransaction::PutSetting(const std::string& name,
                                              const std::string& value) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT INTO setting (name, value) VALUES (?, ?) "
                  "ON CONFLICT (name) DO UPDATE SET value = excluded.value"));
  return put.BindText(1, name).BindBytes(2, value).Run();
}

}  // namespace kith::broker
