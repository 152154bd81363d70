// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_APART_FLOW_H_
#define KITH_AGENT_FLOWS_APART_FLOW_H_

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/review.pb.h"

namespace kith::agent {

// The flow behind ReviewService.TellApart: somebody adopted, or given another
// identity, and who they were never link again. What the person was known as
// leaves the register and the index; a question about the one finds nothing of
// the other, misspelt or not.
//
// Thread-safe: holds no state of its own.
class ApartFlow {
 public:
  explicit ApartFlow(const Parts& parts) : parts_(parts) {}

  // Codes as ReviewService.
  absl::StatusOr<desk::v1::TellApartReply> Run(
      const desk::v1::TellApartRequest& request);

 private:
  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_APART_FLOW_H_
