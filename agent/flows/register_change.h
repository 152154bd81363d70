// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_REGISTER_CHANGE_H_
#define KITH_AGENT_FLOWS_REGISTER_CHANGE_H_

#include <functional>

#include "absl/status/status.h"
#include "agent/flows/parts.h"

namespace kith::agent {

// Makes a change to the register that no log needs to hear of. Codes: what
// `change` returns, and those of the log; unless OK, nothing is changed.
absl::Status Change(const Parts& parts,
                    const std::function<absl::Status(Register&)>& change);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_REGISTER_CHANGE_H_
