// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_WITHDRAWAL_NOTICE_FLOW_H_
#define KITH_BROKER_FLOWS_WITHDRAWAL_NOTICE_FLOW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "broker/flows/parts.h"
#include "kith/consent/v1/consent.pb.h"

namespace kith::broker {

// What follows a withdrawal (withdraw_flow.h): every owner of a ground that
// ended is told until it has acted, and who has can be listed.
//
// Thread-safe: holds no state of its own.
class WithdrawalNoticeFlow {
 public:
  explicit WithdrawalNoticeFlow(const Parts& parts) : parts_(parts) {}

  // Sends `agency` the grounds of its own that were withdrawn and that it has
  // not acted on, if it is connected.
  void Deliver(const std::string& agency);
  // `agency` has acted on one. Another's is left alone.
  void Acknowledge(const std::string& agency, const std::string& ref);

  // Codes as GroundService.GetWithdrawal.
  absl::StatusOr<consent::v1::GetWithdrawalReply> List(
      const std::string& caller,
      const consent::v1::GetWithdrawalRequest& request);

 private:
  const Parts& parts_;
};

// Whose ground it is; empty if no agency of the network's. A ground names its
// owner only to whoever can guess it: every agency is tried.
std::string OwnerOf(const Network& network, const SealedIndex& index,
                    const StoredGround& ground);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_WITHDRAWAL_NOTICE_FLOW_H_
