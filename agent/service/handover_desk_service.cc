// SPDX-License-Identifier: Apache-2.0
#include "agent/service/handover_desk_service.h"

#include "agent/flows/family_digest.h"

namespace kith::agent {

grpc::ServerUnaryReactor* HandoverDeskService::ProposeHandover(
    grpc::CallbackServerContext* context,
    const desk::v1::ProposeHandoverRequest* request,
    desk::v1::HandoverReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"lead-practitioner", "practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        return Put(parts_.handover.Propose(staff, *request), reply);
      });
}

grpc::ServerUnaryReactor* HandoverDeskService::AcceptHandover(
    grpc::CallbackServerContext* context,
    const desk::v1::AcceptHandoverRequest* request,
    desk::v1::HandoverReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"lead-practitioner", "practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        return Put(parts_.handover.Accept(staff, *request), reply);
      });
}

grpc::ServerUnaryReactor* HandoverDeskService::EndHandover(
    grpc::CallbackServerContext* context,
    const desk::v1::EndHandoverRequest* request,
    desk::v1::HandoverReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"lead-practitioner", "practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        return Put(parts_.handover.End(staff, *request), reply);
      });
}

grpc::ServerUnaryReactor* HandoverDeskService::CloseHandover(
    grpc::CallbackServerContext* context,
    const desk::v1::CloseHandoverRequest* request,
    desk::v1::HandoverReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"lead-practitioner", "practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        const absl::Status done =
            Put(parts_.handover.Close(staff, *request), reply);
        parts_.register_changed();
        return done;
      });
}

grpc::ServerUnaryReactor* HandoverDeskService::ListHandovers(
    grpc::CallbackServerContext* context,
    const desk::v1::ListHandoversRequest* request,
    desk::v1::ListHandoversReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"manager", "lead-practitioner", "practitioner", "dpo"},
      [this, reply](const Staff&) {
        return Put(parts_.handover.List(), reply);
      });
}

grpc::ServerUnaryReactor* HandoverDeskService::GetDigest(
    grpc::CallbackServerContext* context,
    const desk::v1::GetDigestRequest* request,
    desk::v1::GetDigestReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"manager", "lead-practitioner", "practitioner", "dpo"},
      [this, reply](const Staff& staff) {
        return Put(agent::GetDigest(parts_.agent, parts_.handover, staff),
                   reply);
      });
}

grpc::ServerUnaryReactor* HandoverDeskService::AcknowledgeDigest(
    grpc::CallbackServerContext* context,
    const desk::v1::AcknowledgeDigestRequest* request,
    desk::v1::AcknowledgeDigestReply*) {
  return parts_.calls.Serve(
      context, request->as(),
      {"manager", "lead-practitioner", "practitioner", "dpo"},
      [this, request](const Staff& staff) {
        return agent::AcknowledgeDigest(parts_.agent, staff, *request);
      });
}

}  // namespace kith::agent
