// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_SAME_PERSON_H_
#define KITH_AGENT_FLOWS_SAME_PERSON_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/identity/identity.h"
#include "agent/register/register.h"
#include "keys/network/network.h"

// What was decided by hand about one record holds for a second record of the
// same person too, though a mistyped date gives it other strong keys. All codes
// as Register.
namespace kith::agent {

// Whether two records may well be one person: they match, or are possible with
// forenames that agree. A sister or a twin is not meant by it.
bool MayBeOnePerson(const std::vector<Identity>& a,
                    const std::vector<Identity>& b);

// The person's record and every other that may well be theirs.
absl::StatusOr<std::vector<std::string>> RecordsOfPerson(
    Register& people, const std::string& person,
    const std::vector<Identity>& identities, const Network& network,
    const std::string& agency);

// What keeps a person from being spoken of, whatever was agreed.
struct Protection {
  ShieldKind shield = ShieldKind::kNone;
  bool objection = false;  // One stands: undecided, or upheld.
};

// The strictest of these records.
absl::StatusOr<Protection> ProtectionOf(
    Register& people, const std::vector<std::string>& records);

// The same for everybody who has one, by person.
absl::StatusOr<std::map<std::string, ShieldKind>> ShieldsOfEverybody(
    Register& people, const Network& network, const std::string& agency);

// When the family last took back what it had agreed for somebody who may be
// `identity`; the infinite past if never.
absl::StatusOr<absl::Time> TakenBackFor(Register& people,
                                        const Identity& identity,
                                        const std::vector<RegisterKey>& keys);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_SAME_PERSON_H_
