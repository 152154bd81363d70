// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_COMPLAINT_SERVICE_H_
#define KITH_AGENT_SERVICE_COMPLAINT_SERVICE_H_

#include "agent/flows/complaint_flow.h"
#include "agent/service/desk_calls.h"
#include "kith/desk/v1/complaint.grpc.pb.h"

namespace kith::agent {

// ComplaintService over the agency's flow.
class ComplaintService final
    : public desk::v1::ComplaintService::CallbackService {
 public:
  ComplaintService(const DeskCalls& calls, ComplaintFlow& complaints)
      : calls_(calls), complaints_(complaints) {}

  grpc::ServerUnaryReactor* RecordComplaint(
      grpc::CallbackServerContext*, const desk::v1::RecordComplaintRequest*,
      desk::v1::Complaint*) override;
  grpc::ServerUnaryReactor* ListComplaints(
      grpc::CallbackServerContext*, const desk::v1::ListComplaintsRequest*,
      desk::v1::ListComplaintsReply*) override;
  grpc::ServerUnaryReactor* AcknowledgeComplaint(
      grpc::CallbackServerContext*, const desk::v1::ComplaintStepRequest*,
      desk::v1::Complaint*) override;
  grpc::ServerUnaryReactor* CloseComplaint(
      grpc::CallbackServerContext*, const desk::v1::ComplaintStepRequest*,
      desk::v1::Complaint*) override;

 private:
  const DeskCalls& calls_;
  ComplaintFlow& complaints_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_COMPLAINT_SERVICE_H_
