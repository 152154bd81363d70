// SPDX-License-Identifier: Apache-2.0
#include "policy/asked_for.h"

namespace kith::policy {
namespace {

bool AnybodyMayAsk(const SharingPolicy& policy, const Vocabulary& vocabulary,
                   RequestFacts facts) {
  for (const auto& role : vocabulary.WordsOf("asker_role")) {
    for (const auto& kind : vocabulary.WordsOf("asker_category")) {
      facts.asker_role = role.id;
      facts.asker_category = kind.id;
      if (policy.DecideRequest(facts).allowed) return true;
    }
  }
  return false;
}

}  // namespace

std::vector<Vocabulary::Word> GroundsOf(const SharingPolicy& policy,
                                        const Vocabulary& vocabulary,
                                        const std::string& purpose) {
  std::vector<Vocabulary::Word> grounds;
  for (const auto& ground : vocabulary.WordsOf("ground")) {
    if (AnybodyMayAsk(policy, vocabulary,
                      {.purpose = purpose,
                       .asker_category = "",
                       .asker_role = "",
                       .ground = ground.id,
                       .has_gateway = true,
                       .has_necessity = true,
                       .has_told = true,
                       .urgent_authorised = true})) {
      grounds.push_back(ground);
    }
  }
  return grounds;
}

}  // namespace kith::policy
