// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_URGENT_REVIEW_FLOW_H_
#define KITH_BROKER_FLOWS_URGENT_REVIEW_FLOW_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "broker/flows/parts.h"
#include "kith/urgent/v1/urgent.pb.h"

namespace kith::broker {

// What comes after urgent access: its review, and that a late one is not passed
// over in silence.
//
// Thread-safe: holds no state of its own.
class UrgentReviewFlow {
 public:
  explicit UrgentReviewFlow(const Parts& parts) : parts_(parts) {}

  // Calls `done` once with the review's place in the log. Codes as
  // UrgentService.
  void Review(const std::string& caller,
              const urgent::v1::SignedReview& request,
              std::function<void(absl::StatusOr<std::uint64_t>)> done);

  // Logs each review that has become late, once, as an alarm of the agencies of
  // both people and of the desk's. To be called now and then; how many there
  // were. Waits for the log.
  absl::StatusOr<int> Escalate();

 private:
  const Parts& parts_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_URGENT_REVIEW_FLOW_H_
