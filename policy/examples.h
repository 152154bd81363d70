// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_EXAMPLES_H_
#define KITH_POLICY_EXAMPLES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "kith/policy/v1/bundle.pb.h"
#include "policy/prover.h"
#include "policy/sharing_policy.h"
#include "policy/vocabulary.h"

namespace kith::policy {

using FactValues = google::protobuf::RepeatedPtrField<v1::FactValue>;

// What a policy decides of facts that are written down: in an example, or in
// an agency's log.
struct DecidedOfValues {
  std::string rule;
  // "allowed", "refused", "involved", "call_back", "withheld"
  std::string outcome;
  std::string words;
};

// INVALID_ARGUMENT, naming it, for a fact this decision does not know.
absl::StatusOr<DecidedOfValues> DecideOfValues(const SharingPolicy& policy,
                                               v1::DecisionKind decision,
                                               const FactValues& facts);

// The same facts, written down. A fact that is unknown is left out.
std::vector<v1::FactValue> ValuesOf(const RequestFacts& facts);
std::vector<v1::FactValue> ValuesOf(const AnswerFacts& facts);

// Decides the bundle's examples, and adds what came of it, or what cannot be
// read, to `proof`.
void AddExamples(const SharingPolicy& policy, const Vocabulary& vocabulary,
                 Proof& proof);

}  // namespace kith::policy

#endif  // KITH_POLICY_EXAMPLES_H_
