// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_AGE_H_
#define KITH_AGENT_FLOWS_AGE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "agent/identity/identity.h"

namespace kith::agent {

// When the person reaches this age: the first moment of that day, UTC; of
// somebody born on 29 February, 1 March. nullopt without a full date of birth,
// for an unborn child, and where records of one person differ.
std::optional<absl::Time> Birthday(const std::vector<Identity>& identities,
                                   int age);

// policy/facts.h: "unborn", "child", "young-person", "adult", or empty.
std::string AgeBandOf(const std::vector<Identity>& identities, absl::Time now);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_AGE_H_
