// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/same_person.h"

#include <algorithm>

#include "agent/flows/person_keys.h"
#include "agent/identity/compare.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

bool MayBeOnePerson(const Identity& a, const Identity& b) {
  const Comparison comparison = CompareRecords(a, b);
  if (comparison.verdict != Verdict::kPossible) {
    return comparison.verdict == Verdict::kMatch;
  }
  const std::string& forename = comparison.reasons.front().level;
  return forename == "exact" || forename == "nick" || forename == "close";
}

// Everybody else whose record may be this person's.
absl::StatusOr<std::vector<std::string>> OtherRecordsOf(
    Register& people, const std::string& person,
    const std::vector<Identity>& identities, const Network& network,
    const std::string& agency) {
  std::vector<RegisterKey> keys;
  for (const Identity& identity : identities) {
    KITH_ASSIGN_OR_RETURN(const std::vector<RegisterKey> more,
                          RegisterKeysOf(identity, network, agency));
    keys.insert(keys.end(), more.begin(), more.end());
  }
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> sharing,
                        people.PeopleSharing(keys));
  std::vector<std::string> others;
  for (const std::string& other : sharing) {
    if (other == person) continue;
    KITH_ASSIGN_OR_RETURN(const std::vector<Identity> theirs,
                          people.IdentitiesOf(other));
    if (MayBeOnePerson(identities, theirs)) others.push_back(other);
  }
  return others;
}

}  // namespace

bool MayBeOnePerson(const std::vector<Identity>& a,
                    const std::vector<Identity>& b) {
  for (const Identity& one : a) {
    for (const Identity& other : b) {
      if (MayBeOnePerson(one, other)) return true;
    }
  }
  return false;
}

absl::StatusOr<std::vector<std::string>> RecordsOfPerson(
    Register& people, const std::string& person,
    const std::vector<Identity>& identities, const Network& network,
    const std::string& agency) {
  KITH_ASSIGN_OR_RETURN(
      std::vector<std::string> records,
      OtherRecordsOf(people, person, identities, network, agency));
  records.push_back(person);
  return records;
}

absl::StatusOr<Protection> ProtectionOf(
    Register& people, const std::vector<std::string>& records) {
  Protection strictest;
  for (const std::string& record : records) {
    KITH_ASSIGN_OR_RETURN(const ShieldKind shield, people.ShieldOf(record));
    strictest.shield = std::max(strictest.shield, shield);
    KITH_ASSIGN_OR_RETURN(const bool objection, people.ObjectionStands(record));
    strictest.objection = strictest.objection || objection;
  }
  return strictest;
}

absl::StatusOr<std::map<std::string, ShieldKind>> ShieldsOfEverybody(
    Register& people, const Network& network, const std::string& agency) {
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> shielded,
                        people.ShieldedPeople());
  std::map<std::string, ShieldKind> shields;
  for (const std::string& person : shielded) {
    KITH_ASSIGN_OR_RETURN(const ShieldKind shield, people.ShieldOf(person));
    KITH_ASSIGN_OR_RETURN(const std::vector<Identity> identities,
                          people.IdentitiesOf(person));
    KITH_ASSIGN_OR_RETURN(
        const std::vector<std::string> records,
        RecordsOfPerson(people, person, identities, network, agency));
    for (const std::string& record : records) {
      shields[record] = std::max(shields[record], shield);
    }
  }
  return shields;
}

absl::StatusOr<absl::Time> TakenBackFor(Register& people,
                                        const Identity& identity,
                                        const std::vector<RegisterKey>& keys) {
  absl::Time last = absl::InfinitePast();
  KITH_ASSIGN_OR_RETURN(const bool any, people.AnythingTakenBack());
  if (!any) return last;
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> sharing,
                        people.PeopleSharing(keys));
  for (const std::string& other : sharing) {
    KITH_ASSIGN_OR_RETURN(const std::vector<Identity> theirs,
                          people.IdentitiesOf(other));
    if (!MayBeOnePerson({identity}, theirs)) continue;
    KITH_ASSIGN_OR_RETURN(const absl::Time at, people.TakenBackBy(other));
    last = std::max(last, at);
  }
  return last;
}

}  // namespace kith::agent
