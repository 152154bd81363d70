// SPDX-License-Identifier: Apache-2.0
#include "broker/service/recall_service.h"

#include <utility>

#include "keys/program/grpc_status.h"
#include "keys/service/peer.h"

namespace kith::broker {

grpc::ServerUnaryReactor* RecallService::Send(
    grpc::CallbackServerContext* context,
    const recall::v1::SendRequest* request, recall::v1::SendReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  recall_.Send(*caller, *request,
               [reactor, reply](absl::StatusOr<recall::v1::SendReply> sent) {
                 if (sent.ok()) *reply = *std::move(sent);
                 reactor->Finish(ToGrpc(sent.status()));
               });
  return reactor;
}

grpc::ServerUnaryReactor* RecallService::Acknowledge(
    grpc::CallbackServerContext* context,
    const recall::v1::AcknowledgeRequest* request,
    recall::v1::AcknowledgeReply*) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  recall_.Acknowledge(
      *caller, request->acknowledgement(),
      [reactor](const absl::Status& done) { reactor->Finish(ToGrpc(done)); });
  return reactor;
}

}  // namespace kith::broker
