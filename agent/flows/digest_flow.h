// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_DIGEST_FLOW_H_
#define KITH_AGENT_FLOWS_DIGEST_FLOW_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/review.pb.h"

namespace kith::agent {

// What a data protection officer reads of a week: what was recorded, by whom
// and on what evidence; touches, canaries, alarms. From the agency's own log
// and register; names nobody of the register.
//
// Thread-safe: holds no state of its own.
class DigestFlow {
 public:
  explicit DigestFlow(const Parts& parts) : parts_(parts) {}

  // INVALID_ARGUMENT for a time ahead. Codes as Register.
  absl::StatusOr<desk::v1::GetReviewDigestReply> Run(
      const desk::v1::GetReviewDigestRequest& request);

  // Who of the agency's staff asked the check of this reference, or has this
  // pseudonym. NOT_FOUND if nobody.
  absl::StatusOr<desk::v1::WhoOfStaffReply> WhoOfStaff(
      const desk::v1::WhoOfStaffRequest& request);

 private:
  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_DIGEST_FLOW_H_
