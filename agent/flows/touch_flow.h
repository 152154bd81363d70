// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_TOUCH_FLOW_H_
#define KITH_AGENT_FLOWS_TOUCH_FLOW_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// What the agency's own people may see and set of its own records: who asked,
// who is shielded, whom it supports.
//
// Thread-safe: holds no state of its own.
class TouchFlow {
 public:
  explicit TouchFlow(const Parts& parts) : parts_(parts) {}

  // Their references in the register. NOT_FOUND if there is none with
  // certainty.
  absl::StatusOr<std::vector<std::string>> FindPerson(
      const desk::v1::Person& person);
  absl::StatusOr<desk::v1::ListTouchesReply> ListTouches();
  // NOT_FOUND if the person is not in the register.
  absl::StatusOr<desk::v1::WhoAskedReply> WhoAsked(
      const desk::v1::Person& person);
  // The same of records that were found.
  absl::StatusOr<desk::v1::WhoAskedReply> WhoAskedAbout(
      const std::vector<std::string>& refs);
  absl::StatusOr<desk::v1::ListInvolvementsReply> ListInvolvements();
  // NOT_FOUND as above; INVALID_ARGUMENT for another kind.
  absl::StatusOr<desk::v1::SetShieldReply> SetShield(
      const Staff& staff, const desk::v1::SetShieldRequest& request);
  // INVALID_ARGUMENT for a reference or a step that is none.
  absl::Status RecordNextStep(const Staff& staff,
                              const desk::v1::RecordNextStepRequest& request);

 private:
  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_TOUCH_FLOW_H_
