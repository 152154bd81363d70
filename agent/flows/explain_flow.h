// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_EXPLAIN_FLOW_H_
#define KITH_AGENT_FLOWS_EXPLAIN_FLOW_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// Keeps the text of the policy now in force, so that its decisions can be taken
// again when another is. Codes as Register.
absl::Status KeepPolicy(const Parts& parts);

// The flow behind DeskService.ExplainDecision.
//
// Thread-safe: holds no state of its own.
class ExplainFlow {
 public:
  explicit ExplainFlow(const Parts& parts) : parts_(parts) {}

  // Codes as DeskService.ExplainDecision.
  absl::StatusOr<desk::v1::ExplainDecisionReply> Run(std::uint64_t leaf_index);

 private:
  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_EXPLAIN_FLOW_H_
