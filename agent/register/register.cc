// SPDX-License-Identifier: Apache-2.0
#include "agent/register/register.h"

#include <map>
#include <utility>

#include "agent/register/asked_counts.h"
#include "agent/register/canaries.h"
#include "agent/register/complaints.h"
#include "agent/register/schema.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kPutPerson[] =
    "INSERT INTO person "
    "(ref, source, source_id, family, details, identity, current) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ref) DO UPDATE SET "
    "family = excluded.family, details = excluded.details, "
    "identity = excluded.identity, current = excluded.current";
constexpr char kPersonColumns[] =
    "SELECT ref, source, source_id, family, details, identity, current "
    "FROM person ";
constexpr char kPutInvolvement[] =
    "INSERT INTO involvement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (ref) DO UPDATE SET "
    "service = excluded.service, worker = excluded.worker, "
    "contact = excluded.contact, "
    "leads_for_family = excluded.leads_for_family, level = excluded.level, "
    "status = excluded.status, since = excluded.since, "
    "assessment = excluded.assessment, ended = excluded.ended";
constexpr char kInvolvementColumns[] =
    "SELECT ref, person, service, worker, contact, leads_for_family, level, "
    "status, since, assessment, ended FROM involvement ";
// Rows of a version that gave them no numbers. They are in the broker's index,
// and only who knows them can take them out of it again.
constexpr char kSetUnnumberedAside[] = R"sql(
  DROP INDEX published_row_by_handle;
  DROP INDEX published_row_by_person;
  DROP INDEX published_row_by_state;
  ALTER TABLE published_row RENAME TO unnumbered_row)sql";
constexpr char kNumberRows[] = R"sql(
  INSERT INTO published_row
    SELECT NULL, row_id, token, capsule_key, handle, person, ground, epoch,
           kind, strong, state
    FROM unnumbered_row ORDER BY person;
  DROP TABLE unnumbered_row)sql";

std::string Text(const Statement& row, int column) {
  return std::string(row.Bytes(column));
}

RegisteredPerson PersonOf(const Statement& row) {
  return {Text(row, 0), Text(row, 1), Text(row, 2),   Text(row, 3),
          Text(row, 4), Text(row, 5), row.Int(6) != 0};
}

absl::StatusOr<std::vector<RegisteredPerson>> People(Statement get) {
  std::vector<RegisteredPerson> people;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, get.Step());
    if (!more) return people;
    people.push_back(PersonOf(get));
  }
}

// To the grounds of an earlier version.
absl::Status AddGroundColumns(SealedDb& db) {
  KITH_ASSIGN_OR_RETURN(
      Statement columns,
      db.Prepare("SELECT count(*), coalesce(sum(name = 'ever_known'), 0) "
                 "FROM pragma_table_info('ground')"));
  KITH_RETURN_IF_ERROR(columns.Step().status());
  const bool old = columns.Int(0) > 0 && columns.Int(1) == 0;
  columns.Reset();
  if (!old) return absl::OkStatus();
  return db.InTransaction([&]() -> absl::Status {
    for (const char* column : kNewGroundColumns) {
      KITH_RETURN_IF_ERROR(
          db.Execute(absl::StrCat("ALTER TABLE ground ADD COLUMN ", column)));
    }
    // Who forgot that the broker knows one must ask it once more.
    return db.Execute("UPDATE ground SET ever_known = 1 WHERE kind <> 2");
  });
}

}  // namespace

absl::Status Register::CreateTables(SealedDb& db) {
  KITH_ASSIGN_OR_RETURN(
      Statement columns,
      db.Prepare("SELECT count(*), coalesce(sum(name = 'number'), 0) "
                 "FROM pragma_table_info('published_row')"));
  KITH_RETURN_IF_ERROR(columns.Step().status());
  const bool unnumbered = columns.Int(0) > 0 && columns.Int(1) == 0;
  columns.Reset();
  KITH_RETURN_IF_ERROR(AddGroundColumns(db));
  KITH_RETURN_IF_ERROR(AskedCounts::CreateTables(db));
  KITH_RETURN_IF_ERROR(Complaints::CreateTables(db));
  KITH_RETURN_IF_ERROR(Canaries::CreateTables(db));
  if (!unnumbered) return db.Execute(kRegisterSchema);
  return db.InTransaction([&]() -> absl::Status {
    KITH_RETURN_IF_ERROR(db.Execute(kSetUnnumberedAside));
    KITH_RETURN_IF_ERROR(db.Execute(kRegisterSchema));
    return db.Execute(kNumberRows);
  });
}

absl::Status Register::PutPerson(const RegisteredPerson& person) {
  KITH_ASSIGN_OR_RETURN(Statement put, db_.Prepare(kPutPerson));
  return put.BindBytes(1, person.ref)
      .BindText(2, person.source)
      .BindText(3, person.source_id)
      .BindText(4, person.family)
      .BindBytes(5, person.details)
      .BindBytes(6, person.identity)
      .BindInt(7, person.current)
      .Run();
}

absl::Status Register::AddFormerIdentity(absl::string_view person,
                                         absl::string_view identity) {
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR IGNORE INTO former_identity VALUES (?, ?)"));
  return put.BindBytes(1, person).BindBytes(2, identity).Run();
}

absl::Status Register::ForgetFormerIdentities(absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(
      Statement forget,
      db_.Prepare("DELETE FROM former_identity WHERE person = ?"));
  return forget.BindBytes(1, person).Run();
}

absl::StatusOr<RegisteredPerson> Register::GetPerson(absl::string_view ref) {
  KITH_ASSIGN_OR_RETURN(Statement get, db_.Prepare(std::string(kPersonColumns) +
                                                   "WHERE ref = ?"));
  get.BindBytes(1, ref);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  if (!any) return absl::NotFoundError("no such person in the register");
  return PersonOf(get);
}

absl::StatusOr<std::vector<Identity>> Register::IdentitiesOf(
    absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT identity FROM person WHERE ref = ?1 UNION ALL "
                  "SELECT identity FROM former_identity WHERE person = ?1"));
  get.BindBytes(1, person);
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> serialised,
                        Column(std::move(get)));
  std::vector<Identity> identities;
  for (const std::string& bytes : serialised) {
    KITH_ASSIGN_OR_RETURN(Identity identity, ParseFromRegister(bytes));
    identities.push_back(std::move(identity));
  }
  return identities;
}

absl::Status Register::ForEachIdentity(
    const std::function<void(const Identity&)>& visit) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT identity FROM person WHERE current = 1"));
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, get.Step());
    if (!more) return absl::OkStatus();
    KITH_ASSIGN_OR_RETURN(const Identity identity,
                          ParseFromRegister(get.Bytes(0)));
    visit(identity);
  }
}

absl::StatusOr<std::string> Register::FindRecord(absl::string_view source,
                                                 absl::string_view source_id) {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare("SELECT ref FROM person "
                                    "WHERE source = ? AND source_id = ?"));
  get.BindText(1, source).BindText(2, source_id);
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  return any ? Text(get, 0) : std::string();
}

absl::StatusOr<std::vector<RegisteredPerson>> Register::PeopleOfSource(
    absl::string_view source) {
  KITH_ASSIGN_OR_RETURN(Statement get, db_.Prepare(std::string(kPersonColumns) +
                                                   "WHERE source = ?"));
  get.BindText(1, source);
  return People(std::move(get));
}

absl::StatusOr<std::vector<RegisteredPerson>> Register::PeopleAfter(
    absl::string_view after, std::uint32_t limit) {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare(std::string(kPersonColumns) +
                                    "WHERE ref > ? ORDER BY ref LIMIT ?"));
  get.BindBytes(1, after).BindInt(2, limit);
  return People(std::move(get));
}

absl::Status Register::PutKeys(absl::string_view person,
                               const std::vector<RegisterKey>& keys) {
  KITH_ASSIGN_OR_RETURN(Statement clear,
                        db_.Prepare("DELETE FROM person_key WHERE person = ?"));
  KITH_RETURN_IF_ERROR(clear.BindBytes(1, person).Run());
  KITH_ASSIGN_OR_RETURN(
      Statement put,
      db_.Prepare("INSERT OR IGNORE INTO person_key VALUES (?, ?, ?)"));
  for (const RegisterKey& key : keys) {
    KITH_RETURN_IF_ERROR(put.BindBytes(1, key.hash)
                             .BindBytes(2, person)
                             .BindInt(3, key.strong)
                             .Run());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> Register::PeopleSharing(
    const std::vector<RegisterKey>& keys) {
  constexpr int kEnough = 2;
  std::map<std::string, int> shared;
  for (const RegisterKey& key : keys) {
    KITH_ASSIGN_OR_RETURN(const std::vector<std::string> sharing,
                          PeopleWithKey(key.hash));
    for (const std::string& person : sharing) {
      shared[person] += key.strong ? kEnough : 1;
    }
  }
  std::vector<std::string> people;
  for (const auto& [person, weight] : shared) {
    if (weight >= kEnough) people.push_back(person);
  }
  return people;
}

absl::StatusOr<std::vector<std::string>> Register::PeopleWithKey(
    absl::string_view key_hash) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT person FROM person_key WHERE key_hash = ?"));
  get.BindBytes(1, key_hash);
  return Column(std::move(get));
}

absl::Status Register::ForEachKeyOfOtherSources(
    absl::string_view source,
    const std::function<void(absl::string_view, const RegisterKey&)>& visit) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare("SELECT ref, key_hash, strong FROM person "
                  "JOIN person_key ON person = ref "
                  "WHERE source <> ? AND current = 1 ORDER BY ref, key_hash"));
  get.BindText(1, source);
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, get.Step());
    if (!more) return absl::OkStatus();
    visit(get.Bytes(0), {Text(get, 1), get.Int(2) != 0});
  }
}

absl::Status Register::PutInvolvement(const Involvement& involvement) {
  KITH_ASSIGN_OR_RETURN(Statement put, db_.Prepare(kPutInvolvement));
  return put.BindBytes(1, involvement.ref)
      .BindBytes(2, involvement.person)
      .BindText(3, involvement.service)
      .BindText(4, involvement.worker)
      .BindText(5, involvement.contact)
      .BindInt(6, involvement.leads_for_family)
      .BindText(7, involvement.level)
      .BindText(8, involvement.status)
      .BindText(9, involvement.since)
      .BindText(10, involvement.assessment)
      .BindInt(11, involvement.ended)
      .Run();
}

absl::StatusOr<std::vector<Involvement>> Register::Involvements(
    Statement statement) {
  std::vector<Involvement> involvements;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, statement.Step());
    if (!more) return involvements;
    involvements.push_back(
        {Text(statement, 0), Text(statement, 1), Text(statement, 2),
         Text(statement, 3), Text(statement, 4), statement.Int(5) != 0,
         Text(statement, 6), Text(statement, 7), Text(statement, 8),
         Text(statement, 9), statement.Int(10) != 0});
  }
}

absl::StatusOr<std::vector<Involvement>> Register::InvolvementsOf(
    absl::string_view person) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(std::string(kInvolvementColumns) +
                  "WHERE person = ? ORDER BY leads_for_family DESC, ref"));
  get.BindBytes(1, person);
  return Involvements(std::move(get));
}

absl::StatusOr<std::vector<Involvement>> Register::OpenInvolvements() {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(std::string(kInvolvementColumns) + "WHERE ended = 0"));
  return Involvements(std::move(get));
}

absl::StatusOr<Involvement> Register::GetInvolvement(absl::string_view ref) {
  KITH_ASSIGN_OR_RETURN(
      Statement get,
      db_.Prepare(std::string(kInvolvementColumns) + "WHERE ref = ?"));
  get.BindBytes(1, ref);
  KITH_ASSIGN_OR_RETURN(std::vector<Involvement> found,
                        Involvements(std::move(get)));
  if (found.empty()) return absl::NotFoundError("no such involvement here");
  return std::move(found[0]);
}

absl::Status Register::PutCover(const Cover& cover) {
  if (cover.contact.empty()) {
    KITH_ASSIGN_OR_RETURN(
        Statement remove,
        db_.Prepare("DELETE FROM cover WHERE involvement = ?"));
    return remove.BindBytes(1, cover.involvement).Run();
  }
  KITH_ASSIGN_OR_RETURN(Statement put,
                        db_.Prepare("REPLACE INTO cover VALUES (?, ?, ?, ?)"));
  return put.BindBytes(1, cover.involvement)
      .BindText(2, cover.contact)
      .BindText(3, cover.until)
      .BindText(4, cover.set_by)
      .Run();
}

absl::StatusOr<Cover> Register::CoverOf(absl::string_view involvement) {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare("SELECT contact, until, set_by FROM cover "
                                    "WHERE involvement = ?"));
  get.BindBytes(1, involvement);
  KITH_ASSIGN_OR_RETURN(const bool there, get.Step());
  if (!there) return Cover();
  return Cover{std::string(involvement), Text(get, 0), Text(get, 1),
               Text(get, 2)};
}

absl::StatusOr<std::vector<std::string>> Register::CurrentCanaries() {
  KITH_ASSIGN_OR_RETURN(Statement get,
                        db_.Prepare("SELECT person FROM canary"));
  return Column(std::move(get));
}

absl::StatusOr<std::vector<std::string>> Register::Column(Statement statement) {
  std::vector<std::string> values;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, statement.Step());
    if (!more) return values;
    values.push_back(Text(statement, 0));
  }
}

}  // namespace kith::agent
