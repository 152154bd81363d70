// SPDX-License-Identifier: Apache-2.0
// The store's part that keeps people's keys and what two of them authorised.
#include "absl/strings/str_cat.h"
#include "broker/store/sqlcipher_store.h"
#include "keys/base/status_macros.h"

namespace kith::broker {
namespace {

constexpr char kColumns[] =
    "SELECT enquiry_id, asker, practitioner, request, requested_at, "
    "second_agency, second_practitioner, authorised_at, used_at, review_by, "
    "reviewed_at, cancelled, escalated FROM urgent ";
constexpr char kSince[] =
    "WHERE requested_at >= ? OR (used_at <> 0 AND reviewed_at = 0) "
    "ORDER BY requested_at, enquiry_id";

std::int64_t Stored(absl::Time time) {
  return time == absl::InfinitePast() ? 0 : absl::ToUnixMillis(time);
}

absl::Time TimeOf(std::int64_t stored) {
  return stored == 0 ? absl::InfinitePast() : absl::FromUnixMillis(stored);
}

StoredUrgent UrgentOf(const Statement& row) {
  const auto text = [&](int column) { return std::string(row.Bytes(column)); };
  return {.enquiry_id = text(0),
          .asker = text(1),
          .practitioner = text(2),
          .request = text(3),
          .requested_at = TimeOf(row.Int(4)),
          .second_agency = text(5),
          .second_practitioner = text(6),
          .authorised_at = TimeOf(row.Int(7)),
          .used_at = TimeOf(row.Int(8)),
          .review_by = text(9),
          .reviewed_at = TimeOf(row.Int(10)),
          .cancelled = row.Int(11) != 0,
          .escalated = row.Int(12) != 0};
}

absl::StatusOr<std::optional<StoredUrgent>> Find(
    SealedDb& db, const std::string& enquiry_id) {
  KITH_ASSIGN_OR_RETURN(Statement find, db.Prepare(absl::StrCat(
                                            kColumns, "WHERE enquiry_id = ?")));
  find.BindBytes(1, enquiry_id);
  KITH_ASSIGN_OR_RETURN(const bool any, find.Step());
  if (!any) return std::nullopt;
  return UrgentOf(find);
}

absl::StatusOr<std::vector<StoredUrgent>> Since(SealedDb& db, absl::Time time) {
  KITH_ASSIGN_OR_RETURN(Statement rows,
                        db.Prepare(absl::StrCat(kColumns, kSince)));
  rows.BindInt(1, Stored(time));
  std::vector<StoredUrgent> all;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return all;
    all.push_back(UrgentOf(rows));
  }
}

}  // namespace

absl::StatusOr<std::optional<StoredUrgent>> SqlcipherReader::FindUrgent(
    const std::string& enquiry_id) {
  absl::MutexLock lock(&mutex_);
  return Find(*db_, enquiry_id);
}

absl::StatusOr<std::vector<StoredUrgent>> SqlcipherReader::UrgentSince(
    absl::Time time) {
  absl::MutexLock lock(&mutex_);
  return Since(*db_, time);
}

absl::StatusOr<std::optional<StoredUrgent>> SqlcipherTransaction::FindUrgent(
    const std::string& enquiry_id) {
  return Find(db_, enquiry_id);
}

absl::StatusOr<std::vector<StoredUrgent>> SqlcipherTransaction::UrgentSince(
    absl::Time time) {
  return Since(db_, time);
}

absl::StatusOr<std::optional<StoredPersonKey>>
SqlcipherTransaction::FindPersonKey(const std::string& agency,
                                    const std::string& practitioner) {
  KITH_ASSIGN_OR_RETURN(Statement find,
                        db_.Prepare("SELECT public_key FROM person_key "
                                    "WHERE agency = ? AND practitioner = ?"));
  find.BindText(1, agency).BindBytes(2, practitioner);
  KITH_ASSIGN_OR_RETURN(const bool any, find.Step());
  if (!any) return std::nullopt;
  return StoredPersonKey{agency, practitioner, std::string(find.Bytes(0))};
}

absl::Status SqlcipherTransaction::PutPersonKey(const StoredPersonKey& key) {
  KITH_ASSIGN_OR_RETURN(
      Statement other,
      db_.Prepare("SELECT 1 FROM person_key WHERE public_key = ? "
                  "AND NOT (agency = ? AND practitioner = ?)"));
  other.BindBytes(1, key.public_key)
      .BindText(2, key.agency)
      .BindBytes(3, key.practitioner);
  KITH_ASSIGN_OR_RETURN(const bool taken, other.Step());
  if (taken) {
    return absl::AlreadyExistsError("public_key: it is another person's");
  }
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT INTO person_key VALUES (?, ?, ?) "
                  "ON CONFLICT (agency, practitioner) "
                  "DO UPDATE SET public_key = excluded.public_key"));
  return put.BindText(1, key.agency)
      .BindBytes(2, key.practitioner)
      .BindBytes(3, key.public_key)
      .Run();
}

absl::Status SqlcipherTransaction::PutUrgent(const StoredUrgent& urgent) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR REPLACE INTO urgent "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  return put.BindBytes(1, urgent.enquiry_id)
      .BindText(2, urgent.asker)
      .BindBytes(3, urgent.practitioner)
      .BindBytes(4, urgent.request)
      .BindInt(5, Stored(urgent.requested_at))
      .BindText(6, urgent.second_agency)
      .BindBytes(7, urgent.second_practitioner)
      .BindInt(8, Stored(urgent.authorised_at))
      .BindInt(9, Stored(urgent.used_at))
      .BindText(10, urgent.review_by)
      .BindInt(11, Stored(urgent.reviewed_at))
      .BindInt(12, urgent.cancelled)
      .BindInt(13, urgent.escalated)
      .Run();
}

}  // namespace kith::broker
