// SPDX-License-Identifier: Apache-2.0
// What may be said: grounds, the receipts given for them, shields.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/register/register.h"
#include "keys/base/status_macros.h"
#include "kith/involvement/v1/involvement.pb.h"

namespace kith::agent {
namespace {

constexpr std::size_t kRefBytes = 16;

constexpr char kPutGround[] =
    "INSERT INTO ground VALUES "
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (ref) DO UPDATE SET "
    "scope = excluded.scope, until = excluded.until, "
    "said_by = excluded.said_by, capacity = excluded.capacity, "
    "evidence = excluded.evidence, wording = excluded.wording, "
    "language = excluded.language, may_name_place = excluded.may_name_place, "
    "withdrawn = excluded.withdrawn, "
    "known_to_broker = excluded.known_to_broker, "
    "withdrawal_pending = excluded.withdrawal_pending, "
    "ever_known = max(ever_known, excluded.ever_known)";
constexpr char kGroundColumns[] =
    "SELECT ref, person, rests_on, kind, scope, until, said_by, capacity, "
    "evidence, wording, language, may_name_place, imported, withdrawn, "
    "known_to_broker, withdrawal_pending, given_at, assessed_by, assessed_at, "
    "call_back_only, paper_is_safe, legal_basis, gateway, ever_known FROM "
    "ground ";
constexpr char kReceiptColumns[] =
    "SELECT id, text, withdrawal, only_here, grounds, countersigned "
    "FROM receipt ";

constexpr char kPutShield[] =
    "INSERT INTO shield SELECT key_hash, ?2, ?3, ?4 FROM ("
    "SELECT key_hash FROM person_key "
    "WHERE person = ?1 AND strong = 1 UNION SELECT ?1) WHERE 1 "
    "ON CONFLICT (key_hash) DO UPDATE SET kind = excluded.kind, "
    "set_by = excluded.set_by, set_at = excluded.set_at";

Statement& BindShield(Statement& put, absl::string_view person,
                      const ShieldDecision& decision) {
  return put.BindBytes(1, person)
      .BindInt(2, static_cast<int>(decision.kind))
      .BindText(3, decision.set_by)
      .BindInt(4, absl::ToUnixMillis(decision.set_at));
}

std::string Text(const Statement& row, int column) {
  return std::string(row.Bytes(column));
}

// 0: never.
std::int64_t Millis(absl::Time time) {
  return time == absl::InfinitePast() ? 0 : absl::ToUnixMillis(time);
}

absl::Time TimeOf(std::int64_t millis) {
  return millis == 0 ? absl::InfinitePast() : absl::FromUnixMillis(millis);
}

std::string ScopeBytes(const policy::Scope& scope) {
  involvement::v1::Scope message;
  message.set_everybody(scope.everybody);
  for (const auto& word : scope.categories) message.add_categories(word);
  for (const auto& word : scope.agencies) message.add_agencies(word);
  for (const auto& word : scope.excluded_agencies)
    message.add_excluded_agencies(word);
  for (const auto& word : scope.purposes) message.add_purposes(word);
  return message.SerializeAsString();
}

policy::Scope ScopeOf(const std::string& bytes) {
  involvement::v1::Scope message;
  // Bytes that do not parse cover nobody.
  if (!message.ParseFromString(bytes)) return {};
  return {
      message.everybody(),
      {message.categories().begin(), message.categories().end()},
      {message.agencies().begin(), message.agencies().end()},
      {message.excluded_agencies().begin(), message.excluded_agencies().end()},
      {message.purposes().begin(), message.purposes().end()}};
}

}  // namespace

absl::Status Register::PutGround(const Ground& ground) {
  KITH_ASSIGN_OR_RETURN(Statement put, db_.Prepare(kPutGround));
  return put.BindBytes(1, ground.ref)
      .BindBytes(2, ground.person)
      .BindBytes(3, ground.rests_on)
      .BindInt(4, static_cast<int>(ground.kind))
      .BindBytes(5, ScopeBytes(ground.scope))
      .BindInt(6, absl::ToUnixMillis(ground.until))
      .BindText(7, ground.said_by)
      .BindText(8, ground.capacity)
      .BindText(9, ground.evidence)
      .BindText(10, ground.wording)
      .BindText(11, ground.language)
      .BindInt(12, ground.may_name_place)
      .BindInt(13, ground.imported)
      .BindInt(14, ground.withdrawn)
      .BindInt(15, ground.known_to_broker)
      .BindInt(16, ground.withdrawal_pending)
      .BindInt(17, Millis(ground.given_at))
      .BindText(18, ground.assessed_by)
      .BindInt(19, Millis(ground.assessed_at))
      .BindInt(20, ground.call_back_only)
      .BindInt(21, ground.paper_is_safe)
      .BindText(22, ground.legal_basis)
      .BindText(23, ground.gateway)
      .BindInt(24, ground.ever_known || ground.known_to_broker)
      .Run();
}

absl::StatusOr<std::vector<Ground>> Register::Grounds(Statement statement) {
  std::vector<Ground> grounds;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, statement.Step());
    if (!more) return grounds;
    grounds.push_back({.ref = Text(statement, 0),
                       .person = Text(statement, 1),
                       .rests_on = Text(statement, 2),
                       .kind = static_cast<GroundKind>(statement.Int(3)),
                       .scope = ScopeOf(Text(statement, 4)),
                       .until = absl::FromUnixMillis(statement.Int(5)),
                       .said_by = Text(statement, 6),
                       .capacity = Text(statement, 7),
                       .given_at = TimeOf(statement.Int(16)),
                       .assessed_by = Text(statement, 17),
                       .assessed_at = TimeOf(statement.Int(18)),
                       .evidence = Text(statement, 8),
                       .wording = Text(statement, 9),
                       .language = Text(statement, 10),
                       .may_name_place = statement.Int(11) != 0,
                       .call_back_only = statement.Int(19) != 0,
                       .paper_is_safe = statement.Int(20) != 0,
                       .legal_basis = Text(statement, 21),
                       .gateway = Text(statement, 22),
                       .imported = statement.Int(12) != 0,
                       .withdrawn = statement.Int(13) != 0,
                       .known_to_broker = statement.Int(14) != 0,
                       .ever_known = statement.Int(23) != 0,
                       .withdrawal_pending = statement.Int(15) != 0});
  }
}

absl::StatusOr<std::vector<Ground>> Register::GroundsOf(
    absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(Statement get, db_.Prepare(std::string(kGroundColumns) +
                                                   "WHERE person = ?"));
  get.BindBytes(1, person);
  return Grounds(std::move(get));
}

absl::StatusOr<Ground> Register::GetGround(absl::string_view ref) {
  KITH_ASSIGN_OR_RETURN(Statement get, db_.Prepare(std::string(kGroundColumns) +
                                                   "WHERE ref = ?"));
  get.BindBytes(1, ref);
  KITH_ASSIGN_OR_RETURN(std::vector<Ground> grounds, Grounds(std::move(get)));
  if (grounds.empty()) return absl::NotFoundError("no such ground");
  return std::move(grounds[0]);
}

absl::StatusOr<std::vector<Ground>> Register::GroundsUnknownToBroker() {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(std::string(kGroundColumns) +
                  "WHERE known_to_broker = 0 AND withdrawn = 0"));
  return Grounds(std::move(get));
}

absl::StatusOr<std::vector<Ground>> Register::GroundsInForce(GroundKind kind,
                                                             absl::Time now) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(std::string(kGroundColumns) +
                  "WHERE kind = ? AND withdrawn = 0 AND until > ?"));
  get.BindInt(1, static_cast<int>(kind)).BindInt(2, absl::ToUnixMillis(now));
  return Grounds(std::move(get));
}

absl::StatusOr<std::vector<Ground>> Register::WithdrawalsPending() {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare(std::string(kGroundColumns) +
                                    "WHERE withdrawal_pending = 1"));
  return Grounds(std::move(get));
}

absl::StatusOr<std::vector<Ground>> Register::GroundsWithdrawnAndKnown() {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare(std::string(kGroundColumns) +
                                    "WHERE withdrawn = 1 AND ever_known = 1"));
  return Grounds(std::move(get));
}

absl::Status Register::PutShield(absl::string_view person,
                                 const ShieldDecision& decision) {
  KITH_ASSIGN_OR_RETURN(Statement put, db_.Prepare(kPutShield));
  return BindShield(put, person, decision).Run();
}

absl::Status Register::RaiseShield(absl::string_view person,
                                   const ShieldDecision& decision) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare(absl::StrCat(kPutShield, " WHERE excluded.kind > kind")));
  return BindShield(put, person, decision).Run();
}

absl::StatusOr<ShieldKind> Register::ShieldOf(absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(const ShieldDecision strictest,
                        StrictestShieldOf(person));
  return strictest.kind;
}

absl::StatusOr<ShieldDecision> Register::StrictestShieldOf(
    absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare("SELECT kind, set_by, set_at FROM shield "
                                    "WHERE key_hash = ?1 OR key_hash IN ("
                                    "SELECT key_hash FROM person_key "
                                    "WHERE person = ?1 AND strong = 1) "
                                    "ORDER BY kind DESC, set_at DESC LIMIT 1"));
  get.BindBytes(1, person);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  if (!any) return ShieldDecision{ShieldKind::kNone, "", absl::Time()};
  return ShieldDecision{static_cast<ShieldKind>(get.Int(0)),
                        std::string(get.Bytes(1)),
                        absl::FromUnixMillis(get.Int(2))};
}

absl::StatusOr<std::vector<std::string>> Register::ShieldedPeople() {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT person FROM shield JOIN person_key "
                  "USING (key_hash) WHERE kind > 0 AND strong = 1 "
                  "UNION SELECT ref FROM person JOIN shield "
                  "ON ref = key_hash WHERE kind > 0"));
  std::vector<std::string> people;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, get.Step());
    if (!more) return people;
    people.emplace_back(get.Bytes(0));
  }
}

absl::Status Register::PutTakenBack(absl::string_view person, absl::Time at) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT INTO taken_back SELECT key_hash, ?2 FROM ("
                  "SELECT key_hash FROM person_key "
                  "WHERE person = ?1 AND strong = 1 UNION SELECT ?1) WHERE 1 "
                  "ON CONFLICT (key_hash) "
                  "DO UPDATE SET at = max(at, excluded.at)"));
  return put.BindBytes(1, person).BindInt(2, absl::ToUnixMillis(at)).Run();
}

absl::StatusOr<absl::Time> Register::TakenBackAt(
    absl::string_view person, const std::vector<RegisterKey>& keys) {
  std::vector<std::string> hashes = {std::string(person)};
  for (const RegisterKey& key : keys) {
    if (key.strong) hashes.push_back(key.hash);
  }
  absl::Time last = absl::InfinitePast();
  for (const std::string& hash : hashes) {
    KITH_ASSIGN_OR_RETURN(
        Statement get,
        db_.Prepare("SELECT at FROM taken_back WHERE key_hash = ?"));
    get.BindBytes(1, hash);
    KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
    if (any) last = std::max(last, absl::FromUnixMillis(get.Int(0)));
  }
  return last;
}

absl::StatusOr<absl::Time> Register::TakenBackBy(absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare("SELECT at FROM taken_back WHERE key_hash "
                                    "IN (SELECT key_hash FROM person_key WHERE "
                                    "person = ?1 AND strong = 1 UNION SELECT "
                                    "?1) ORDER BY at DESC LIMIT 1"));
  get.BindBytes(1, person);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  return any ? absl::FromUnixMillis(get.Int(0)) : absl::InfinitePast();
}

absl::StatusOr<bool> Register::AnythingTakenBack() {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare("SELECT 1 FROM taken_back LIMIT 1"));
  return get.Step();
}

absl::Status Register::PutReceipt(const KeptReceipt& receipt) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT INTO receipt VALUES (?, ?, ?, ?, ?, ?) "
                  "ON CONFLICT (id) DO UPDATE SET text = excluded.text, "
                  "countersigned = excluded.countersigned"));
  std::string grounds;
  for (const std::string& ref : receipt.grounds) grounds += ref;
  return put.BindBytes(1, receipt.id)
      .BindText(2, receipt.text)
      .BindInt(3, receipt.withdrawal)
      .BindInt(4, receipt.only_here)
      .BindBytes(5, grounds)
      .BindInt(6, receipt.countersigned)
      .Run();
}

absl::StatusOr<std::vector<KeptReceipt>> Register::Receipts(
    Statement statement) {
  std::vector<KeptReceipt> receipts;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, statement.Step());
    if (!more) return receipts;
    KeptReceipt receipt{.id = Text(statement, 0),
                        .text = Text(statement, 1),
                        .withdrawal = statement.Int(2) != 0,
                        .only_here = statement.Int(3) != 0,
                        .countersigned = statement.Int(5) != 0};
    const std::string grounds = Text(statement, 4);
    for (std::size_t at = 0; at < grounds.size(); at += kRefBytes) {
      receipt.grounds.push_back(grounds.substr(at, kRefBytes));
    }
    receipts.push_back(std::move(receipt));
  }
}

absl::StatusOr<KeptReceipt> Register::GetReceipt(absl::string_view id) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(std::string(kReceiptColumns) + "WHERE id = ?"));
  get.BindBytes(1, id);
  KITH_ASSIGN_OR_RETURN(std::vector<KeptReceipt> receipts,
                        Receipts(std::move(get)));
  if (receipts.empty()) {
    return absl::NotFoundError("this agency gave no receipt of that reference");
  }
  return std::move(receipts[0]);
}

absl::StatusOr<std::vector<KeptReceipt>> Register::ReceiptsToCountersign() {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare(std::string(kReceiptColumns) +
                                    "WHERE countersigned = 0 ORDER BY rowid"));
  return Receipts(std::move(get));
}

absl::StatusOr<std::vector<KeptReceipt>> Register::WithdrawalReceipts() {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare(std::string(kReceiptColumns) +
                                    "WHERE withdrawal = 1 ORDER BY rowid"));
  return Receipts(std::move(get));
}

}  // namespace kith::agent
