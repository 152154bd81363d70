// SPDX-License-Identifier: Apache-2.0
#include "agent/register/asked_counts.h"

#include <algorithm>
#include <set>

#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kSchema[] = R"sql(
  CREATE TABLE IF NOT EXISTS asked_of_day (
    day          INTEGER NOT NULL,        -- since 1970-01-01 UTC
    practitioner BLOB    NOT NULL,
    what         TEXT    NOT NULL,        -- a role, or "list"
    people       INTEGER NOT NULL,
    PRIMARY KEY (day, practitioner, what)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS asked_before (
    key_hash     BLOB    NOT NULL,        -- keyed: of a match key
    asking       BLOB    NOT NULL,        -- one person in one question
    practitioner BLOB    NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (key_hash, asking)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS asked_before_at ON asked_before (at);
  CREATE TABLE IF NOT EXISTS joined (
    key_hash BLOB    PRIMARY KEY,         -- keyed: of a match key
    at       INTEGER NOT NULL             -- answered as it became involved
  ) STRICT, WITHOUT ROWID)sql";

constexpr char kAdd[] =
    "INSERT INTO asked_of_day (day, practitioner, what, people) "
    "VALUES (?, ?, ?, ?) ON CONFLICT (day, practitioner, what) "
    "DO UPDATE SET people = people + excluded.people";

std::int64_t DayOf(absl::Time at) {
  return absl::ToUnixSeconds(at) / (24 * 60 * 60);
}

}  // namespace

absl::Status AskedCounts::CreateTables(SealedDb& db) {
  return db.Execute(kSchema);
}

absl::StatusOr<std::uint64_t> AskedCounts::OfDay(absl::string_view practitioner,
                                                 absl::string_view what,
                                                 absl::Time at) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT people FROM asked_of_day "
                  "WHERE day = ? AND practitioner = ? AND what = ?"));
  get.BindInt(1, DayOf(at)).BindBytes(2, practitioner).BindText(3, what);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  return any ? static_cast<std::uint64_t>(get.Int(0)) : 0;
}

absl::Status AskedCounts::Add(absl::string_view practitioner,
                              absl::string_view what, absl::Time at,
                              std::uint64_t people) {
  KITH_ASSIGN_OR_RETURN(Statement add, db_.Prepare(kAdd));
  KITH_RETURN_IF_ERROR(add.BindInt(1, DayOf(at))
                           .BindBytes(2, practitioner)
                           .BindText(3, what)
                           .BindInt(4, static_cast<std::int64_t>(people))
                           .Run());
  // Yesterday's stay, for a clock that is set back a little.
  KITH_ASSIGN_OR_RETURN(Statement forget,
                        db_.Prepare("DELETE FROM asked_of_day WHERE day < ?"));
  return forget.BindInt(1, DayOf(at) - 1).Run();
}

absl::StatusOr<AskedCounts::Times> AskedCounts::AskedSince(
    const std::vector<std::string>& keys, absl::string_view practitioner,
    absl::Time since) {
  std::set<std::string> theirs;
  std::set<std::string> everybodys;
  for (const std::string& key : keys) {
    KITH_ASSIGN_OR_RETURN(Statement get,
                          db_.Prepare("SELECT asking, practitioner = ? "
                                      "FROM asked_before "
                                      "WHERE key_hash = ? AND at > ?"));
    get.BindBytes(1, practitioner)
        .BindBytes(2, key)
        .BindInt(3, absl::ToUnixMillis(since));
    while (true) {
      KITH_ASSIGN_OR_RETURN(const bool more, get.Step());
      if (!more) break;
      everybodys.insert(std::string(get.Bytes(0)));
      if (get.Int(1) != 0) theirs.insert(std::string(get.Bytes(0)));
    }
  }
  return Times{static_cast<std::uint32_t>(theirs.size()),
               static_cast<std::uint32_t>(everybodys.size())};
}

absl::Status AskedCounts::Remember(const std::vector<std::string>& keys,
                                   absl::string_view practitioner,
                                   absl::Time at, absl::string_view asking) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR IGNORE INTO asked_before "
                  "(key_hash, asking, practitioner, at) VALUES (?, ?, ?, ?)"));
  for (const std::string& key : keys) {
    KITH_RETURN_IF_ERROR(put.BindBytes(1, key)
                             .BindBytes(2, asking)
                             .BindBytes(3, practitioner)
                             .BindInt(4, absl::ToUnixMillis(at))
                             .Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<absl::Time>> AskedCounts::JoinedSince(
    const std::vector<std::string>& keys, absl::Time since) {
  std::optional<absl::Time> newest;
  for (const std::string& key : keys) {
    KITH_ASSIGN_OR_RETURN(
        Statement get,
        db_.Prepare("SELECT at FROM joined WHERE key_hash = ? AND at > ?"));
    get.BindBytes(1, key).BindInt(2, absl::ToUnixMillis(since));
    KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
    if (!any) continue;
    const absl::Time at = absl::FromUnixMillis(get.Int(0));
    newest = std::max(newest.value_or(at), at);
  }
  return newest;
}

absl::Status AskedCounts::RememberJoined(const std::vector<std::string>& keys,
                                         absl::Time at) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR REPLACE INTO joined VALUES (?, ?)"));
  for (const std::string& key : keys) {
    KITH_RETURN_IF_ERROR(
        put.BindBytes(1, key).BindInt(2, absl::ToUnixMillis(at)).Run());
  }
  return absl::OkStatus();
}

absl::Status AskedCounts::ForgetBefore(const Kept& kept) {
  KITH_ASSIGN_OR_RETURN(Statement asked,
                        db_.Prepare("DELETE FROM asked_before WHERE at <= ?"));
  KITH_RETURN_IF_ERROR(asked.BindInt(1, absl::ToUnixMillis(kept.asked)).Run());
  KITH_ASSIGN_OR_RETURN(Statement joined,
                        db_.Prepare("DELETE FROM joined WHERE at <= ?"));
  return joined.BindInt(1, absl::ToUnixMillis(kept.joined)).Run();
}

absl::StatusOr<bool> AskedCounts::HasAnyBefore(const Kept& kept) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT 1 FROM asked_before WHERE at <= ? "
                  "UNION ALL SELECT 1 FROM joined WHERE at <= ? LIMIT 1"));
  get.BindInt(1, absl::ToUnixMillis(kept.asked))
      .BindInt(2, absl::ToUnixMillis(kept.joined));
  return get.Step();
}

absl::StatusOr<std::vector<AskedCounts::OwnQuestion>>
AskedCounts::OwnQuestions() {
  KITH_ASSIGN_OR_RETURN(
      Statement get, db_.Prepare("SELECT enquiry_id, staff FROM own_question"));
  std::vector<OwnQuestion> questions;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, get.Step());
    if (!more) return questions;
    questions.push_back({std::string(get.Bytes(0)), std::string(get.Bytes(1))});
  }
}

}  // namespace kith::agent
