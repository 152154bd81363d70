// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_COMPLAINT_FLOW_H_
#define KITH_AGENT_FLOWS_COMPLAINT_FLOW_H_

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/complaint.pb.h"

namespace kith::agent {

// The clock of complaints: each step is a row and an entry of the agency's log
// in one change. Codes as ComplaintService, and as Register.
//
// Thread-safe: holds no state of its own.
class ComplaintFlow {
 public:
  explicit ComplaintFlow(const Parts& parts) : parts_(parts) {}

  absl::StatusOr<desk::v1::Complaint> Record(
      const Staff& staff, const desk::v1::RecordComplaintRequest& request);
  absl::StatusOr<desk::v1::ListComplaintsReply> List(
      const desk::v1::ListComplaintsRequest& request);
  absl::StatusOr<desk::v1::Complaint> Acknowledge(
      const Staff& staff, const desk::v1::ComplaintStepRequest& request);
  absl::StatusOr<desk::v1::Complaint> Close(
      const Staff& staff, const desk::v1::ComplaintStepRequest& request);

 private:
  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_COMPLAINT_FLOW_H_
