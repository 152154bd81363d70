// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_PERSON_KEYS_H_
#define KITH_AGENT_FLOWS_PERSON_KEYS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/identity/compare.h"
#include "agent/identity/identity.h"
#include "agent/identity/match_keys.h"
#include "agent/register/register.h"
#include "keys/network/network.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// A desk's Person as the normaliser takes it, and what it normalises to.
PersonDetails DetailsOf(const desk::v1::Person& person);
absl::StatusOr<Identity> NormalisePerson(const desk::v1::Person& person,
                                         const Network& network);
// The inverse of DetailsOf, for what an import brought.
desk::v1::Person PersonFrom(const PersonDetails& details);

// Identifier schemes that this agency's category may use and that are on.
std::vector<std::string> SchemesAllowed(const Network& network,
                                        const std::string& agency);

// The same for any agency of this category: all that is known of an asker who
// is shielded.
std::vector<std::string> SchemesAllowedTo(const Network& network,
                                          absl::string_view category);
// Takes the identifiers of all other schemes out.
void KeepSchemes(absl::Span<const std::string> schemes, Identity& identity);

bool HasTwoOfOneScheme(const Identity& identity);

// The keys by which people are asked about and recognised in the register.
std::vector<MatchKey> AskedKeysOf(const Identity& identity,
                                  const Network& network,
                                  const std::string& agency);

// The same, as the register keeps them. INTERNAL if the network's id is not 32
// bytes.
absl::StatusOr<std::vector<RegisterKey>> RegisterKeysOf(
    const Identity& identity, const Network& network,
    const std::string& agency);

// What a person is published by, the present identity first; of somebody known
// as somebody else before, all strong keys in front: one of a former name is
// worth more than a weak one of the present. There may be more than fit.
std::vector<MatchKey> PublishedKeysOf(const std::vector<Identity>& identities,
                                      absl::Span<const std::string> schemes,
                                      Profile profile);

// False for keys that lead to nobody who is published under `profile`: none is
// strong and, of kStandard, there are not two.
bool CanFindAnybody(const std::vector<MatchKey>& keys, Profile profile);

// SHA-256 of a key's OPRF input: what the agency's own register is searched by.
std::string KeyHash(const std::string& oprf_input);

// Compares two records of one register: both addresses are at hand, so they
// count.
Comparison CompareRecords(const Identity& a, const Identity& b);

// Whether two records of one register match, by any of the identities of each.
bool AreOnePerson(const std::vector<Identity>& a,
                  const std::vector<Identity>& b);

// A person of the register who is, or may be, the one described.
struct Known {
  RegisteredPerson person;
  bool certain = false;
};
// People of this agency who share a strong match key or two weak ones with
// `identity` and compare as a match or possible. Who was told apart from it is
// left out (Register::PutUnlinked).
absl::StatusOr<std::vector<Known>> FindInRegister(Register& people,
                                                  const Identity& identity,
                                                  const Network& network,
                                                  const std::string& agency);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_PERSON_KEYS_H_
