// SPDX-License-Identifier: Apache-2.0
// The register's part about urgent access and handovers.
#include "absl/strings/str_join.h"
#include "agent/register/register.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr std::size_t kRefBytes = 16;

}  // namespace

absl::StatusOr<std::optional<StaffKey>> Register::GetStaffKey(
    absl::string_view staff) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT public_key, salt, sealed, failed, failed_at, "
                  "usable_from "
                  "FROM staff_key WHERE staff = ?"));
  get.BindText(1, staff);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  if (!any) return std::nullopt;
  return StaffKey{.staff = std::string(staff),
                  .key = {.public_key = std::string(get.Bytes(0)),
                          .salt = std::string(get.Bytes(1)),
                          .sealed = std::string(get.Bytes(2))},
                  .failed = static_cast<int>(get.Int(3)),
                  .failed_at = absl::FromUnixMillis(get.Int(4)),
                  .usable_from = absl::FromUnixMillis(get.Int(5))};
}

absl::Status Register::PutStaffKey(const StaffKey& key) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare(
          "INSERT OR REPLACE INTO staff_key VALUES (?, ?, ?, ?, ?, ?, ?)"));
  return put.BindText(1, key.staff)
      .BindBytes(2, key.key.public_key)
      .BindBytes(3, key.key.salt)
      .BindBytes(4, key.key.sealed)
      .BindInt(5, key.failed)
      .BindInt(6, absl::ToUnixMillis(key.failed_at))
      .BindInt(7, absl::ToUnixMillis(key.usable_from))
      .Run();
}

absl::Status Register::ClearWrongPassphrases(absl::string_view staff) {
  KITH_ASSIGN_OR_RETURN(
      Statement clear,
      db_.Prepare("UPDATE staff_key SET failed = 0 WHERE staff = ?"));
  return clear.BindText(1, staff).Run();
}

absl::Status Register::PutUrgentRequest(const UrgentRequest& request) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR REPLACE INTO urgent_request "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  return put.BindBytes(1, request.enquiry_id)
      .BindText(2, request.staff)
      .BindText(3, request.role)
      .BindBytes(4, request.question)
      .BindBytes(5, request.salt)
      .BindInt(6, absl::ToUnixMillis(request.requested_at))
      .BindInt(7, absl::ToUnixMillis(request.used_at))
      .BindText(8, request.second_staff)
      .BindText(9, request.reviewed_by)
      .BindInt(10, absl::ToUnixMillis(request.reviewed_at))
      .BindText(11, request.finding)
      .BindText(12, request.reason)
      .Run();
}

absl::StatusOr<std::vector<UrgentRequest>> Register::UrgentRequests() {
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db_.Prepare("SELECT enquiry_id, staff, role, question, salt, "
                  "requested_at, used_at, second_staff, reviewed_by, "
                  "reviewed_at, finding, reason FROM urgent_request "
                  "ORDER BY requested_at, enquiry_id"));
  const auto text = [&](int column) { return std::string(rows.Bytes(column)); };
  std::vector<UrgentRequest> requests;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return requests;
    requests.push_back({.enquiry_id = text(0),
                        .staff = text(1),
                        .role = text(2),
                        .question = text(3),
                        .salt = text(4),
                        .requested_at = absl::FromUnixMillis(rows.Int(5)),
                        .used_at = absl::FromUnixMillis(rows.Int(6)),
                        .second_staff = text(7),
                        .reviewed_by = text(8),
                        .reviewed_at = absl::FromUnixMillis(rows.Int(9)),
                        .finding = text(10),
                        .reason = text(11)});
  }
}

absl::Status Register::ForgetUnusedUrgent(absl::Time before) {
  KITH_ASSIGN_OR_RETURN(Statement forget,
                        db_.Prepare("DELETE FROM urgent_request "
                                    "WHERE used_at = 0 AND requested_at < ? "
                                    "AND enquiry_id NOT IN "
                                    "(SELECT enquiry_id FROM urgent_shown)"));
  return forget.BindInt(1, absl::ToUnixMillis(before)).Run();
}

absl::Status Register::PutUrgentShown(absl::string_view enquiry_id) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR IGNORE INTO urgent_shown VALUES (?)"));
  return put.BindBytes(1, enquiry_id).Run();
}

absl::StatusOr<bool> Register::UrgentShown(absl::string_view enquiry_id) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT 1 FROM urgent_shown WHERE enquiry_id = ?"));
  get.BindBytes(1, enquiry_id);
  return get.Step();
}

absl::Status Register::PutUrgentAsked(const UrgentAsked& asked) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT INTO urgent_asked "
                  "(at, enquiry_id, person, asker, role, outcome) "
                  "VALUES (?, ?, ?, ?, ?, ?)"));
  return put.BindInt(1, absl::ToUnixMillis(asked.time))
      .BindBytes(2, asked.enquiry_id)
      .BindBytes(3, asked.person)
      .BindText(4, asked.asker)
      .BindText(5, asked.role)
      .BindText(6, asked.outcome)
      .Run();
}

absl::StatusOr<std::vector<UrgentAsked>> Register::UrgentAskedHere(
    std::uint32_t limit) {
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db_.Prepare("SELECT at, enquiry_id, person, asker, role, outcome "
                  "FROM urgent_asked ORDER BY id DESC LIMIT ?"));
  rows.BindInt(1, limit);
  const auto text = [&](int column) { return std::string(rows.Bytes(column)); };
  std::vector<UrgentAsked> asked;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return asked;
    asked.push_back({absl::FromUnixMillis(rows.Int(0)), text(1), text(2),
                     text(3), text(4), text(5)});
  }
}

absl::StatusOr<OwnHandover> Register::GetHandover(absl::string_view id) {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare("SELECT person, involvements, tries "
                                    "FROM handover WHERE id = ?"));
  get.BindBytes(1, id);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  if (!any) return OwnHandover();
  OwnHandover handover{.person = std::string(get.Bytes(0)),
                       .involvements = {},
                       .tries = static_cast<int>(get.Int(2))};
  const std::string refs(get.Bytes(1));
  for (std::size_t at = 0; at + kRefBytes <= refs.size(); at += kRefBytes) {
    handover.involvements.push_back(refs.substr(at, kRefBytes));
  }
  return handover;
}

absl::Status Register::PutHandover(absl::string_view id,
                                   const OwnHandover& handover) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR REPLACE INTO handover VALUES (?, ?, ?, ?)"));
  return put.BindBytes(1, id)
      .BindBytes(2, handover.person)
      .BindBytes(3, absl::StrJoin(handover.involvements, ""))
      .BindInt(4, handover.tries)
      .Run();
}

}  // namespace kith::agent
