// SPDX-License-Identifier: Apache-2.0
#include "agent/service/urgent_desk_service.h"

#include "agent/flows/urgent_list.h"

namespace kith::agent {

grpc::ServerUnaryReactor* UrgentDeskService::MakeStaffKey(
    grpc::CallbackServerContext* context,
    const desk::v1::MakeStaffKeyRequest* request,
    desk::v1::MakeStaffKeyReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"practitioner", "front-door", "lead-practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        return Put(parts_.keys.Make(staff, *request), reply);
      });
}

grpc::ServerUnaryReactor* UrgentDeskService::RequestUrgent(
    grpc::CallbackServerContext* context,
    const desk::v1::RequestUrgentRequest* request,
    desk::v1::RequestUrgentReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"practitioner", "front-door", "lead-practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        return Put(parts_.urgent.Request(staff, *request), reply);
      });
}

grpc::ServerUnaryReactor* UrgentDeskService::ListUrgent(
    grpc::CallbackServerContext* context,
    const desk::v1::ListUrgentRequest* request,
    desk::v1::ListUrgentReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"dpo", "manager", "lead-practitioner", "front-door", "practitioner"},
      [this, reply](const Staff& staff) {
        return Put(agent::ListUrgent(parts_.agent, staff), reply);
      });
}

grpc::ServerUnaryReactor* UrgentDeskService::AuthoriseUrgent(
    grpc::CallbackServerContext* context,
    const desk::v1::AuthoriseUrgentRequest* request,
    desk::v1::AuthoriseUrgentReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"manager", "lead-practitioner", "front-door"},
      [this, request, reply](const Staff& staff) {
        return Put(parts_.urgent.Authorise(staff, *request), reply);
      });
}

grpc::ServerUnaryReactor* UrgentDeskService::CheckUrgent(
    grpc::CallbackServerContext* context,
    const desk::v1::CheckUrgentRequest* request, desk::v1::CheckReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"practitioner", "front-door", "lead-practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        return Put(parts_.urgent.Check(staff, *request), reply);
      });
}

grpc::ServerUnaryReactor* UrgentDeskService::ReviewUrgent(
    grpc::CallbackServerContext* context,
    const desk::v1::ReviewUrgentRequest* request,
    desk::v1::ReviewUrgentReply* reply) {
  return parts_.calls.Serve(context, request->as(), {"dpo"},
                            [this, request, reply](const Staff& staff) {
                              return Put(parts_.urgent.Review(staff, *request),
                                         reply);
                            });
}

}  // namespace kith::agent
