// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_VERIFIED_TREE_H_
#define KITH_AGENT_FLOWS_VERIFIED_TREE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/register/register.h"
#include "keys/tlog/note.h"

namespace kith::agent {

// The newest tree of the broker's log that this agent has verified; it never
// takes a smaller one.
struct VerifiedTree {
  std::uint64_t size = 0;
  std::string root;  // 32 bytes; empty for none.
  std::string note;  // The checkpoint as signed.
};

absl::StatusOr<VerifiedTree> ReadVerifiedTree(RegisterReader& reader);
absl::StatusOr<VerifiedTree> ReadVerifiedTree(Register& people);

// Keeps `checkpoint`, if it is larger than the one kept. Only for checkpoints
// shown to be consistent with it.
absl::Status WriteVerifiedTree(Register& people,
                               const tlog::Checkpoint& checkpoint,
                               const std::string& note);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_VERIFIED_TREE_H_
