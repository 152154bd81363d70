// SPDX-License-Identifier: Apache-2.0
#include "agent/register/canaries.h"

#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kSchema[] = R"sql(
  CREATE TABLE IF NOT EXISTS canary (
    person  BLOB PRIMARY KEY,
    made_at INTEGER NOT NULL,
    made_by TEXT    NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS canary_alert (
    id           INTEGER PRIMARY KEY,
    at           INTEGER NOT NULL,
    person       BLOB    NOT NULL,
    enquiry_id   BLOB    NOT NULL,
    asker        TEXT    NOT NULL,
    category     TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    practitioner BLOB    NOT NULL,
    purpose      TEXT    NOT NULL
  ) STRICT)sql";

constexpr char kPutAlert[] =
    "INSERT INTO canary_alert (at, person, enquiry_id, asker, category, role, "
    "practitioner, purpose) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kAlerts[] =
    "SELECT at, person, enquiry_id, asker, category, role, practitioner, "
    "purpose FROM canary_alert WHERE at >= ? ORDER BY id";

std::string Text(const Statement& row, int column) {
  return std::string(row.Bytes(column));
}

}  // namespace

absl::Status Canaries::CreateTables(SealedDb& db) {
  return db.Execute(kSchema);
}

absl::Status Canaries::Put(const Canary& canary) {
  KITH_ASSIGN_OR_RETURN(Statement put,
                        db_.Prepare("INSERT OR REPLACE INTO canary "
                                    "(person, made_at, made_by) "
                                    "VALUES (?, ?, ?)"));
  return put.BindBytes(1, canary.person)
      .BindInt(2, absl::ToUnixMillis(canary.made_at))
      .BindText(3, canary.made_by)
      .Run();
}

absl::Status Canaries::Remove(absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(Statement remove,
                        db_.Prepare("DELETE FROM canary WHERE person = ?"));
  return remove.BindBytes(1, person).Run();
}

absl::StatusOr<bool> Canaries::Has(absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare("SELECT 1 FROM canary WHERE person = ?"));
  get.BindBytes(1, person);
  return get.Step();
}

absl::StatusOr<std::vector<Canary>> Canaries::All() {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare("SELECT person, made_at, made_by "
                                    "FROM canary ORDER BY made_at, person"));
  std::vector<Canary> all;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, get.Step());
    if (!more) return all;
    all.push_back(
        {Text(get, 0), absl::FromUnixMillis(get.Int(1)), Text(get, 2)});
  }
}

absl::Status Canaries::PutAlert(const CanaryAlert& alert) {
  KITH_ASSIGN_OR_RETURN(Statement put, db_.Prepare(kPutAlert));
  return put.BindInt(1, absl::ToUnixMillis(alert.time))
      .BindBytes(2, alert.person)
      .BindBytes(3, alert.enquiry_id)
      .BindText(4, alert.asker)
      .BindText(5, alert.category)
      .BindText(6, alert.role)
      .BindBytes(7, alert.practitioner)
      .BindText(8, alert.purpose)
      .Run();
}

absl::StatusOr<std::vector<CanaryAlert>> Canaries::AlertsSince(
    absl::Time since) {
  KITH_ASSIGN_OR_RETURN(Statement get, db_.Prepare(kAlerts));
  get.BindInt(1, absl::ToUnixMillis(since));
  std::vector<CanaryAlert> alerts;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, get.Step());
    if (!more) return alerts;
    alerts.push_back({absl::FromUnixMillis(get.Int(0)), Text(get, 1),
                      Text(get, 2), Text(get, 3), Text(get, 4), Text(get, 5),
                      Text(get, 6), Text(get, 7)});
  }
}

}  // namespace kith::agent
