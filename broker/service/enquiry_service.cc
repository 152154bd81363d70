// SPDX-License-Identifier: Apache-2.0
#include "broker/service/enquiry_service.h"

#include <utility>

#include "keys/program/grpc_status.h"
#include "keys/service/peer.h"

namespace kith::broker {

grpc::ServerUnaryReactor* EnquiryService::Ask(
    grpc::CallbackServerContext* context,
    const enquiry::v1::AskRequest* request, enquiry::v1::AskReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  accept_.Run({*caller, request->body(), request->signature()},
              [reactor, reply](absl::StatusOr<enquiry::v1::AskReply> released) {
                if (released.ok()) *reply = *std::move(released);
                reactor->Finish(ToGrpc(released.status()));
              });
  return reactor;
}

grpc::ServerUnaryReactor* EnquiryService::Acknowledge(
    grpc::CallbackServerContext* context,
    const enquiry::v1::AcknowledgeRequest* request,
    enquiry::v1::AcknowledgeReply*) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (caller.ok()) {
    // Only the asker can say that it has accepted or dropped its reply.
    const auto enquiry = parts_.enquiries.Find(request->enquiry_id());
    if (enquiry != nullptr && enquiry->asker == *caller) {
      parts_.fence.Settled(request->enquiry_id());
    }
  }
  reactor->Finish(ToGrpc(caller.status()));
  return reactor;
}

}  // namespace kith::broker
