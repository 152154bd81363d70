// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_AGREEMENT_RULES_H_
#define KITH_AGENT_FLOWS_AGREEMENT_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/flows/age.h"
#include "agent/flows/parts.h"
#include "keys/network/network.h"
#include "kith/desk/v1/desk.pb.h"
#include "policy/facts.h"

// What holds for whatever people are shared on, however it was recorded.
namespace kith::agent {

inline constexpr std::size_t kMaxAgreementTextBytes = 60;

// Who said so, of agreements that a manager attested.
inline constexpr char kOnPaper[] = "on paper";

// INVALID_ARGUMENT naming the field: nobody named, or somebody or something
// that the network file does not know.
absl::Status CheckScope(const policy::Scope& scope, const Network& network);

// INVALID_ARGUMENT unless it is ahead, by at most two years.
absl::Status CheckUntil(absl::Time until, absl::Time now);

// INVALID_ARGUMENT for another than "parent", "carer", "young-person",
// "competent-child", "adult".
absl::Status CheckCapacity(const std::string& capacity);

// INVALID_ARGUMENT, naming `field`, if it is empty or over 60 bytes.
absl::Status CheckText(absl::string_view field, const std::string& text);

// INVALID_ARGUMENT, with the next step, unless it is said where what was agreed
// is kept: at most 60 bytes.
absl::Status CheckEvidence(const std::string& reference);

// Whether somebody speaks for another, whose eighteenth birthday ends it: every
// capacity but those of people who speak for themselves, since an export writes
// what it likes.
bool SpeaksForAChild(const std::string& capacity);

// When an agreement given at `given_at` that is to last until `until` ends for
// this person: where somebody spoke for a child, when it turns 18 by the first
// of the dates of birth known.
absl::Time EndOf(const std::string& capacity, absl::Time until,
                 const std::vector<Identity>& identities, absl::Time given_at);

// Whether the family of whom `ground` is about said no since it was given: took
// back an agreement, declined one, or an export says so.
absl::StatusOr<bool> SaidNoSince(Register& people, const Ground& ground,
                                 const std::vector<Identity>& identities,
                                 const Network& network,
                                 const std::string& agency);

// The records of the people described, with certainty. NOT_FOUND, naming which
// of the people, if one is not in the register; INVALID_ARGUMENT unless there
// are 1 to 8.
absl::StatusOr<std::vector<std::string>> FindRecords(
    const Parts& parts,
    const google::protobuf::RepeatedPtrField<desk::v1::Person>& people);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_AGREEMENT_RULES_H_
