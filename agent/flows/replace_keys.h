// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_REPLACE_KEYS_H_
#define KITH_AGENT_FLOWS_REPLACE_KEYS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "agent/register/register.h"

namespace kith::agent {

// Gives `person` other match keys in the register. A shield and what the family
// took back were decided for the person, not for a name or a number, and go
// over to the new keys. Codes as Register.
absl::Status ReplaceKeys(const std::string& person,
                         const std::vector<RegisterKey>& keys,
                         Register& people);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_REPLACE_KEYS_H_
