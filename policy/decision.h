// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_DECISION_H_
#define KITH_POLICY_DECISION_H_

#include <string>

namespace kith::policy {

// What a decision rests on when no rule holds: no.
inline constexpr char kDefaultRule[] = "default";

// May this be asked / may this row be routed?
struct Decision {
  bool allowed = false;
  std::string rule = kDefaultRule;
  std::string words;
  std::string next_step;
};

// What may be said of one person.
enum class Disclosure { kWithhold, kInvolved, kCallBack };

struct AnswerDecision {
  Disclosure disclosure = Disclosure::kWithhold;
  std::string rule = kDefaultRule;
  std::string words;
};

}  // namespace kith::policy

#endif  // KITH_POLICY_DECISION_H_
