// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_INVOLVEMENT_FLOW_H_
#define KITH_AGENT_FLOWS_INVOLVEMENT_FLOW_H_

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/involvement.pb.h"

namespace kith::agent {

// The families this agency supports, for its own staff: whom, who works with
// them and who stands in. A practitioner's are those they work with themselves;
// a lead practitioner's and a manager's the whole agency's.
//
// Thread-safe: holds no state of its own.
class InvolvementFlow {
 public:
  explicit InvolvementFlow(const Parts& parts) : parts_(parts) {}

  // NOT_FOUND if a family is asked for that is not theirs.
  absl::StatusOr<desk::v1::ListSupportedReply> List(
      const Staff& staff, const desk::v1::ListSupportedRequest& request = {});
  // NOT_FOUND if there is no such involvement, or it is not theirs;
  // INVALID_ARGUMENT, naming the field.
  absl::StatusOr<desk::v1::ChangeInvolvementReply> Change(
      const Staff& staff, const desk::v1::ChangeInvolvementRequest& request);

 private:
  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_INVOLVEMENT_FLOW_H_
