// SPDX-License-Identifier: Apache-2.0
#include "broker/service/enrol_service.h"

#include <utility>

#include "keys/program/grpc_status.h"
#include "keys/service/peer.h"

namespace kith::broker {

grpc::ServerUnaryReactor* EnrolService::Greet(
    grpc::CallbackServerContext* context, const enrol::v1::GreetRequest*,
    enrol::v1::GreetReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  *reply = flow_.Greet();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

grpc::ServerUnaryReactor* EnrolService::Enrol(
    grpc::CallbackServerContext* context,
    const enrol::v1::SignedEnrolment* request, enrol::v1::EnrolReply*) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(ToGrpc(flow_.Enrol(*request)));
  return reactor;
}

grpc::ServerUnaryReactor* EnrolService::Collect(
    grpc::CallbackServerContext* context,
    const enrol::v1::SignedCollect* request, enrol::v1::CollectReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<enrol::v1::CollectReply> collected = flow_.Collect(*request);
  if (collected.ok()) *reply = *std::move(collected);
  reactor->Finish(ToGrpc(collected.status()));
  return reactor;
}

grpc::ServerUnaryReactor* EnrolService::Reissue(
    grpc::CallbackServerContext* context,
    const enrol::v1::RenewRequest* request, enrol::v1::RenewReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  absl::StatusOr<std::string> issued = renew_.Reissue(request->request());
  if (issued.ok()) reply->set_certificate_pem(*std::move(issued));
  reactor->Finish(ToGrpc(issued.status()));
  return reactor;
}

grpc::ServerUnaryReactor* RenewalService::Renew(
    grpc::CallbackServerContext* context,
    const enrol::v1::RenewRequest* request, enrol::v1::RenewReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  absl::StatusOr<std::string> renewed = flow_.Run(*caller, request->request());
  if (renewed.ok()) reply->set_certificate_pem(*std::move(renewed));
  reactor->Finish(ToGrpc(renewed.status()));
  return reactor;
}

}  // namespace kith::broker
