// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_SHARING_POLICY_H_
#define KITH_POLICY_SHARING_POLICY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kith/policy/v1/bundle.pb.h"
#include "policy/decision.h"
#include "policy/facts.h"

namespace kith::policy {

// The partnership's rules. Pure: facts in, decision out; the same facts give
// the same decision for ever. Immutable, so thread-safe.
//
// Each decision is that of the first rule whose conditions all hold; if none
// holds it is no, by kDefaultRule.
class SharingPolicy {
 public:
  // From a bundle's text. INVALID_ARGUMENT with every fault found, one a line:
  // unknown fields, rules without an id or words, ids that stand twice, no
  // invariant. Whether the invariants hold, Prove (prover.h) says.
  static absl::StatusOr<std::shared_ptr<const SharingPolicy>> FromText(
      absl::string_view text);

  Decision DecideRequest(const RequestFacts& facts) const;
  Decision DecideRoute(const RouteFacts& facts) const;
  AnswerDecision DecideAnswer(const AnswerFacts& facts) const;

  const v1::PolicyBundle& bundle() const { return bundle_; }

 private:
  explicit SharingPolicy(v1::PolicyBundle bundle);
  v1::PolicyBundle bundle_;
};

}  // namespace kith::policy

#endif  // KITH_POLICY_SHARING_POLICY_H_
