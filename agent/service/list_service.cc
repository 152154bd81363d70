// SPDX-License-Identifier: Apache-2.0
#include "agent/service/list_service.h"

namespace kith::agent {

grpc::ServerUnaryReactor* ListService::ListOpenFamilies(
    grpc::CallbackServerContext* context,
    const desk::v1::ListOpenFamiliesRequest* request,
    desk::v1::ListOpenFamiliesReply* reply) {
  const auto work = [this, request, reply](const Staff& staff) {
    return Put(lists_.OpenFamilies(staff, *request), reply);
  };
  if (request->whole_agency()) {
    return calls_.Serve(context, request->as(),
                        {"lead-practitioner", "manager"}, work);
  }
  return calls_.Serve(context, request->as(),
                      {"practitioner", "front-door", "lead-practitioner"},
                      work);
}

grpc::ServerUnaryReactor* ListService::OpenAgenda(
    grpc::CallbackServerContext* context,
    const desk::v1::OpenAgendaRequest* request,
    desk::v1::OpenAgendaReply* reply) {
  return calls_.Serve(context, request->as(),
                      {"practitioner", "front-door", "lead-practitioner"},
                      [this, request, reply](const Staff& staff) {
                        return Put(lists_.OpenAgenda(staff, *request), reply);
                      });
}

}  // namespace kith::agent
