// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_RELY_FLOW_H_
#define KITH_AGENT_FLOWS_RELY_FLOW_H_

#include <string>

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/agreement.pb.h"

namespace kith::agent {

// The flows behind AgreementService.RelyOnReceipt and GetWithdrawal: agreement
// once, withdrawal everywhere.
//
// Thread-safe: holds no state of its own.
class RelyFlow {
 public:
  explicit RelyFlow(const Parts& parts) : parts_(parts) {}

  // Codes as AgreementService.
  absl::StatusOr<desk::v1::RelyOnReceiptReply> Rely(
      const Staff& staff, const desk::v1::RelyOnReceiptRequest& request);
  absl::StatusOr<desk::v1::GetWithdrawalReply> Withdrawal(
      const std::string& reference);

 private:
  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_RELY_FLOW_H_
