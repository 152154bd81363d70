// SPDX-License-Identifier: Apache-2.0
#include "agent/register/complaints.h"

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kSchema[] = R"sql(
  CREATE TABLE IF NOT EXISTS complaint (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,
    received_on     INTEGER NOT NULL,     -- days since 1970-01-01
    kept_at         TEXT    NOT NULL,
    reference       TEXT    NOT NULL,
    recorded_by     TEXT    NOT NULL,
    acknowledged_on INTEGER NOT NULL,     -- -1: not yet
    closed_on       INTEGER NOT NULL,     -- -1: not yet
    outcome         TEXT    NOT NULL
  ) STRICT)sql";
constexpr char kSelect[] =
    "SELECT number, received_on, kept_at, reference, recorded_by, "
    "acknowledged_on, closed_on, outcome FROM complaint ";
constexpr std::int64_t kNotYet = -1;

std::int64_t Number(absl::CivilDay day) {
  return day - absl::CivilDay(1970, 1, 1);
}

absl::CivilDay Day(std::int64_t number) {
  return absl::CivilDay(1970, 1, 1) + number;
}

std::optional<absl::CivilDay> DayIfAny(std::int64_t number) {
  return number == kNotYet ? std::nullopt : std::optional(Day(number));
}

StoredComplaint Row(Statement& get) {
  return {.number = static_cast<std::uint32_t>(get.Int(0)),
          .received_on = Day(get.Int(1)),
          .kept_at = std::string(get.Bytes(2)),
          .reference = std::string(get.Bytes(3)),
          .recorded_by = std::string(get.Bytes(4)),
          .acknowledged_on = DayIfAny(get.Int(5)),
          .closed_on = DayIfAny(get.Int(6)),
          .outcome = std::string(get.Bytes(7))};
}

}  // namespace

absl::Status Complaints::CreateTables(SealedDb& db) {
  return db.Execute(kSchema);
}

absl::StatusOr<std::uint32_t> Complaints::Add(
    const StoredComplaint& complaint) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT INTO complaint (received_on, kept_at, reference, "
                  "recorded_by, acknowledged_on, closed_on, outcome) "
                  "VALUES (?, ?, ?, ?, -1, -1, '') RETURNING number"));
  put.BindInt(1, Number(complaint.received_on))
      .BindText(2, complaint.kept_at)
      .BindText(3, complaint.reference)
      .BindText(4, complaint.recorded_by);
  KITH_ASSIGN_OR_RETURN(const bool any, put.Step());
  if (!any) return absl::InternalError("complaint: no number was given");
  return static_cast<std::uint32_t>(put.Int(0));
}

absl::StatusOr<StoredComplaint> Complaints::Get(std::uint32_t number) {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare(absl::StrCat(kSelect, "WHERE number = ?")));
  get.BindInt(1, number);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  if (!any) {
    return absl::NotFoundError(absl::StrCat(
        "number: there is no complaint ", number, "; see kith complaint list"));
  }
  return Row(get);
}

absl::StatusOr<std::vector<StoredComplaint>> Complaints::All() {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare(absl::StrCat(kSelect, "ORDER BY number")));
  std::vector<StoredComplaint> all;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
    if (!any) return all;
    all.push_back(Row(get));
  }
}

absl::Status Complaints::SetAcknowledged(std::uint32_t number,
                                         absl::CivilDay day) {
  KITH_ASSIGN_OR_RETURN(
      Statement set,
      db_.Prepare("UPDATE complaint SET acknowledged_on = ? WHERE number = ?"));
  set.BindInt(1, Number(day)).BindInt(2, number);
  return set.Run();
}

absl::Status Complaints::SetClosed(std::uint32_t number, absl::CivilDay day,
                                   const std::string& outcome) {
  KITH_ASSIGN_OR_RETURN(Statement set,
                        db_.Prepare("UPDATE complaint SET closed_on = ?, "
                                    "outcome = ? WHERE number = ?"));
  set.BindInt(1, Number(day)).BindText(2, outcome).BindInt(3, number);
  return set.Run();
}

}  // namespace kith::agent
