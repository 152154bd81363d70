// SPDX-License-Identifier: Apache-2.0
#include "broker/service/handover_service.h"

#include <utility>

#include "keys/program/grpc_status.h"
#include "keys/service/peer.h"

namespace kith::broker {

grpc::ServerUnaryReactor* HandoverService::TakeStep(
    grpc::CallbackServerContext* context,
    const handover::v1::SignedStep* request,
    handover::v1::TakeStepReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  handover_.TakeStep(*caller, *request,
                     [reactor, reply](absl::StatusOr<std::uint64_t> index) {
                       if (index.ok()) reply->set_log_index(*index);
                       reactor->Finish(ToGrpc(index.status()));
                     });
  return reactor;
}

grpc::ServerUnaryReactor* HandoverService::List(
    grpc::CallbackServerContext* context, const handover::v1::ListRequest*,
    handover::v1::ListReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  auto listed = handover_.List(*caller);
  if (listed.ok()) *reply = *std::move(listed);
  reactor->Finish(ToGrpc(listed.status()));
  return reactor;
}

}  // namespace kith::broker
