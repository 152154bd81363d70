// SPDX-License-Identifier: Apache-2.0
// Where sharing stopped, or never began: objections, decisions not to share.
#include <string>
#include <utility>

#include "agent/register/register.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kObjectionColumns[] =
    "SELECT ref, person, said_by, capacity, at, recorded_by, state, "
    "decided_by, decided_at, reason FROM objection ";

std::string Text(const Statement& row, int column) {
  return std::string(row.Bytes(column));
}

}  // namespace

absl::Status Register::PutObjection(const Objection& objection) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT INTO objection VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                  "ON CONFLICT (ref) DO UPDATE SET state = excluded.state, "
                  "decided_by = excluded.decided_by, "
                  "decided_at = excluded.decided_at, "
                  "reason = excluded.reason"));
  KITH_RETURN_IF_ERROR(
      put.BindBytes(1, objection.ref)
          .BindBytes(2, objection.person)
          .BindText(3, objection.said_by)
          .BindText(4, objection.capacity)
          .BindInt(5, absl::ToUnixMillis(objection.at))
          .BindText(6, objection.recorded_by)
          .BindInt(7, static_cast<int>(objection.state))
          .BindText(8, objection.decided_by)
          .BindInt(9, objection.state == ObjectionState::kOpen
                          ? 0
                          : absl::ToUnixMillis(objection.decided_at))
          .BindText(10, objection.reason)
          .Run());
  return CarryObjection(objection.ref, objection.person);
}

absl::Status Register::CarryObjection(absl::string_view ref,
                                      absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR IGNORE INTO objection_key SELECT key_hash, ?2 "
                  "FROM (SELECT key_hash FROM person_key WHERE person = ?1 AND "
                  "strong = 1 UNION SELECT ?1)"));
  return put.BindBytes(1, person).BindBytes(2, ref).Run();
}

absl::StatusOr<std::vector<std::string>> Register::ObjectionsAbout(
    absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT DISTINCT objection FROM objection_key WHERE key_hash "
                  "= ?1 OR key_hash IN (SELECT key_hash FROM person_key WHERE "
                  "person = ?1 AND strong = 1)"));
  get.BindBytes(1, person);
  return Column(std::move(get));
}

absl::StatusOr<std::vector<Objection>> Register::ObjectionsBy(
    Statement statement) {
  std::vector<Objection> objections;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, statement.Step());
    if (!more) return objections;
    objections.push_back(
        {.ref = Text(statement, 0),
         .person = Text(statement, 1),
         .said_by = Text(statement, 2),
         .capacity = Text(statement, 3),
         .at = absl::FromUnixMillis(statement.Int(4)),
         .recorded_by = Text(statement, 5),
         .state = static_cast<ObjectionState>(statement.Int(6)),
         .decided_by = Text(statement, 7),
         .decided_at = absl::FromUnixMillis(statement.Int(8)),
         .reason = Text(statement, 9)});
  }
}

absl::StatusOr<Objection> Register::GetObjection(absl::string_view ref) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(std::string(kObjectionColumns) + "WHERE ref = ?"));
  get.BindBytes(1, ref);
  KITH_ASSIGN_OR_RETURN(std::vector<Objection> found,
                        ObjectionsBy(std::move(get)));
  if (found.empty()) return absl::NotFoundError("no such objection");
  return std::move(found[0]);
}

absl::StatusOr<std::vector<Objection>> Register::Objections() {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(std::string(kObjectionColumns) + "ORDER BY at, ref"));
  return ObjectionsBy(std::move(get));
}

absl::StatusOr<bool> Register::ObjectionStands(absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT 1 FROM objection_key JOIN objection ON ref = "
                  "objection WHERE state <> ?2 AND (key_hash = ?1 OR key_hash "
                  "IN (SELECT key_hash FROM person_key WHERE person = ?1 AND "
                  "strong = 1)) LIMIT 1"));
  get.BindBytes(1, person).BindInt(
      2, static_cast<int>(ObjectionState::kOverruled));
  return get.Step();
}

absl::Status Register::PutNotShared(const NotShared& decision) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT INTO not_shared VALUES (NULL, ?, ?, ?, ?, ?)"));
  return put.BindBytes(1, decision.person)
      .BindInt(2, absl::ToUnixMillis(decision.at))
      .BindText(3, decision.recorded_by)
      .BindText(4, decision.said_by)
      .BindText(5, decision.reason)
      .Run();
}

absl::StatusOr<std::vector<NotShared>> Register::NotSharedOf(
    absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT person, at, recorded_by, said_by, reason "
                  "FROM not_shared WHERE person = ? ORDER BY number"));
  get.BindBytes(1, person);
  std::vector<NotShared> decisions;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, get.Step());
    if (!more) return decisions;
    decisions.push_back({Text(get, 0), absl::FromUnixMillis(get.Int(1)),
                         Text(get, 2), Text(get, 3), Text(get, 4)});
  }
}

}  // namespace kith::agent
