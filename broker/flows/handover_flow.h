// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_HANDOVER_FLOW_H_
#define KITH_BROKER_FLOWS_HANDOVER_FLOW_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "broker/flows/parts.h"
#include "kith/handover/v1/handover.pb.h"

namespace kith::broker {

// The flows behind HandoverService: keeps the proposal and its newest step,
// each logged in both agencies' chains in the same transaction.
//
// Thread-safe: holds no state of its own. Codes as HandoverService.
class HandoverFlow {
 public:
  explicit HandoverFlow(const Parts& parts) : parts_(parts) {}

  // Calls `done` once with the step's place in the log.
  void TakeStep(const std::string& caller,
                const handover::v1::SignedStep& request,
                std::function<void(absl::StatusOr<std::uint64_t>)> done);
  absl::StatusOr<handover::v1::ListReply> List(const std::string& caller) const;

 private:
  const Parts& parts_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_HANDOVER_FLOW_H_
