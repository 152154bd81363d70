// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_COVER_H_
#define KITH_AGENT_FLOWS_COVER_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "agent/register/register.h"

namespace kith::agent {

// Puts who stands in today in the place of each worker who is away: what an
// answer tells must be somebody who answers.
absl::Status PutCoverIn(Register& people, absl::Time now,
                        std::vector<Involvement>& involvements);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_COVER_H_
