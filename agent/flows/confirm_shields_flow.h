// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_CONFIRM_SHIELDS_FLOW_H_
#define KITH_AGENT_FLOWS_CONFIRM_SHIELDS_FLOW_H_

#include <string>

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "agent/register/held.h"
#include "kith/desk/v1/review.pb.h"

namespace kith::agent {

// The flow behind ReviewService.ConfirmShields: after a loss somebody says that
// whoever was shielded or told apart is so again, and the agency is held no
// longer. Who said it stands in its log.
//
// Thread-safe: holds no state of its own.
class ConfirmShieldsFlow {
 public:
  explicit ConfirmShieldsFlow(const Parts& parts) : parts_(parts) {}

  // Codes as ReviewService.
  absl::StatusOr<desk::v1::ConfirmShieldsReply> Run(const Staff& staff);

 private:
  const Parts& parts_;
};

// Why this agency is held, as one sentence.
std::string HoldWords(const Hold& hold);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_CONFIRM_SHIELDS_FLOW_H_
