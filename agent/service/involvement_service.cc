// SPDX-License-Identifier: Apache-2.0
#include "agent/service/involvement_service.h"

namespace kith::agent {

grpc::ServerUnaryReactor* InvolvementService::ListSupported(
    grpc::CallbackServerContext* context,
    const desk::v1::ListSupportedRequest* request,
    desk::v1::ListSupportedReply* reply) {
  return calls_.Serve(context, request->as(),
                      {"manager", "lead-practitioner", "practitioner"},
                      [this, request, reply](const Staff& staff) {
                        return Put(involvements_.List(staff, *request), reply);
                      });
}

grpc::ServerUnaryReactor* InvolvementService::ChangeInvolvement(
    grpc::CallbackServerContext* context,
    const desk::v1::ChangeInvolvementRequest* request,
    desk::v1::ChangeInvolvementReply* reply) {
  return calls_.Serve(context, request->as(),
                      {"manager", "lead-practitioner", "practitioner"},
                      [this, request, reply](const Staff& staff) {
                        const absl::Status done =
                            Put(involvements_.Change(staff, *request), reply);
                        register_changed_();
                        return done;
                      });
}

}  // namespace kith::agent
