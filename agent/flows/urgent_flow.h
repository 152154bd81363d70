// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_URGENT_FLOW_H_
#define KITH_AGENT_FLOWS_URGENT_FLOW_H_

#include <string>

#include "absl/status/statusor.h"
#include "agent/flows/ask_flow.h"
#include "agent/flows/parts.h"
#include "agent/flows/staff_key_flow.h"
#include "kith/desk/v1/urgent.pb.h"

namespace kith::agent {

// The flows behind UrgentDeskService, in the order they happen: the first
// person requests, the second authorises, the first asks, somebody else
// reviews. Whom it is about stays in the asking agency.
//
// Thread-safe: holds no state of its own. Codes as UrgentDeskService.
class UrgentFlow {
 public:
  UrgentFlow(const Parts& parts, AskFlow& ask, StaffKeyFlow& keys)
      : parts_(parts), ask_(ask), keys_(keys) {}

  absl::StatusOr<desk::v1::RequestUrgentReply> Request(
      const Staff& staff, const desk::v1::RequestUrgentRequest& request);
  absl::StatusOr<desk::v1::AuthoriseUrgentReply> Authorise(
      const Staff& staff, const desk::v1::AuthoriseUrgentRequest& request);
  absl::StatusOr<desk::v1::CheckReply> Check(
      const Staff& staff, const desk::v1::CheckUrgentRequest& request);
  absl::StatusOr<desk::v1::ReviewUrgentReply> Review(
      const Staff& staff, const desk::v1::ReviewUrgentRequest& request);

 private:
  absl::Status Log(log::v1::Event event, const log::v1::UrgentDetail& detail,
                   const UrgentRequest* keep);
  absl::Status Unuse(UrgentRequest own);
  absl::Status MayAskStill(const UrgentRequest& own);
  absl::StatusOr<UrgentRequest> FindOwn(const std::string& reference);

  const Parts& parts_;
  AskFlow& ask_;
  StaffKeyFlow& keys_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_URGENT_FLOW_H_
