// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_ENDED_GROUNDS_H_
#define KITH_AGENT_FLOWS_ENDED_GROUNDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "agent/register/register.h"

namespace kith::agent {

// Inside a change: ends `ground` here, and leaves it to be told to the broker
// if that knows it.
absl::Status EndGround(Register& people, Ground ground);

// Tells the broker of every ground that ended here, has no receipt that would
// tell it, and is not told yet: of this agency only. When it returns OK no
// answer that rests on one of them is released any more. UNAVAILABLE if the
// broker cannot be reached; then they wait.
absl::Status TellEndedGrounds(const Parts& parts);
// The same of some grounds alone.
absl::Status TellEndedGrounds(const Parts& parts,
                              const std::vector<Ground>& ended);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_ENDED_GROUNDS_H_
