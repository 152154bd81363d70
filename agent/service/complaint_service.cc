// SPDX-License-Identifier: Apache-2.0
#include "agent/service/complaint_service.h"

namespace kith::agent {

grpc::ServerUnaryReactor* ComplaintService::RecordComplaint(
    grpc::CallbackServerContext* context,
    const desk::v1::RecordComplaintRequest* request,
    desk::v1::Complaint* reply) {
  return calls_.Serve(context, request->as(), {"manager", "dpo"},
                      [this, request, reply](const Staff& staff) {
                        return Put(complaints_.Record(staff, *request), reply);
                      });
}

grpc::ServerUnaryReactor* ComplaintService::ListComplaints(
    grpc::CallbackServerContext* context,
    const desk::v1::ListComplaintsRequest* request,
    desk::v1::ListComplaintsReply* reply) {
  return calls_.Serve(context, request->as(), {"manager", "dpo"},
                      [this, request, reply](const Staff&) {
                        return Put(complaints_.List(*request), reply);
                      });
}

grpc::ServerUnaryReactor* ComplaintService::AcknowledgeComplaint(
    grpc::CallbackServerContext* context,
    const desk::v1::ComplaintStepRequest* request, desk::v1::Complaint* reply) {
  return calls_.Serve(context, request->as(), {"manager", "dpo"},
                      [this, request, reply](const Staff& staff) {
                        return Put(complaints_.Acknowledge(staff, *request),
                                   reply);
                      });
}

grpc::ServerUnaryReactor* ComplaintService::CloseComplaint(
    grpc::CallbackServerContext* context,
    const desk::v1::ComplaintStepRequest* request, desk::v1::Complaint* reply) {
  return calls_.Serve(context, request->as(), {"manager", "dpo"},
                      [this, request, reply](const Staff& staff) {
                        return Put(complaints_.Close(staff, *request), reply);
                      });
}

}  // namespace kith::agent
