// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_DUE_H_
#define KITH_AGENT_FLOWS_DUE_H_

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/agreement.pb.h"

namespace kith::agent {

// What has to be done about agreements: those that end within 30 days, children
// whose parent's or carer's word stands though they are 16 or will be 18 within
// 60 days, and objections that wait for a manager. Codes as Register.
absl::StatusOr<desk::v1::ListDueReply> ListDue(const Parts& parts);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_DUE_H_
