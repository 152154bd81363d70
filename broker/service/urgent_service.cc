// SPDX-License-Identifier: Apache-2.0
#include "broker/service/urgent_service.h"

#include <utility>

#include "keys/program/grpc_status.h"
#include "keys/service/peer.h"

namespace kith::broker {
namespace {

// Finishes a call whose reply says where it stands in the log.
template <typename Reply>
auto WithLogIndex(grpc::ServerUnaryReactor* reactor, Reply* reply) {
  return [reactor, reply](absl::StatusOr<std::uint64_t> index) {
    if (index.ok()) reply->set_log_index(*index);
    reactor->Finish(ToGrpc(index.status()));
  };
}

}  // namespace

template <typename Flow>
grpc::ServerUnaryReactor* UrgentService::Serve(
    grpc::CallbackServerContext* context, const Flow& flow) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (caller.ok()) {
    flow(*caller, reactor);
  } else {
    reactor->Finish(ToGrpc(caller.status()));
  }
  return reactor;
}

grpc::ServerUnaryReactor* UrgentService::RegisterKey(
    grpc::CallbackServerContext* context,
    const urgent::v1::SignedByBoth* request,
    urgent::v1::RegisterKeyReply* reply) {
  return Serve(context, [&](const std::string& caller, auto* reactor) {
    urgent_.RegisterKey(caller, *request, WithLogIndex(reactor, reply));
  });
}

grpc::ServerUnaryReactor* UrgentService::Request(
    grpc::CallbackServerContext* context,
    const urgent::v1::SignedByBoth* request, urgent::v1::RequestReply* reply) {
  return Serve(context, [&](const std::string& caller, auto* reactor) {
    urgent_.Request(
        caller, *request,
        [reactor, reply](absl::StatusOr<urgent::v1::RequestReply> done) {
          if (done.ok()) *reply = *std::move(done);
          reactor->Finish(ToGrpc(done.status()));
        });
  });
}

grpc::ServerUnaryReactor* UrgentService::Authorise(
    grpc::CallbackServerContext* context,
    const urgent::v1::SignedByBoth* request,
    urgent::v1::AuthoriseReply* reply) {
  return Serve(context, [&](const std::string& caller, auto* reactor) {
    urgent_.Authorise(caller, *request, WithLogIndex(reactor, reply));
  });
}

grpc::ServerUnaryReactor* UrgentService::List(
    grpc::CallbackServerContext* context, const urgent::v1::ListRequest*,
    urgent::v1::ListReply* reply) {
  return Serve(context, [&](const std::string& caller, auto* reactor) {
    auto listed = urgent_.List(caller);
    if (listed.ok()) *reply = *std::move(listed);
    reactor->Finish(ToGrpc(listed.status()));
  });
}

grpc::ServerUnaryReactor* UrgentService::Review(
    grpc::CallbackServerContext* context,
    const urgent::v1::SignedReview* request, urgent::v1::ReviewReply* reply) {
  return Serve(context, [&](const std::string& caller, auto* reactor) {
    reviews_.Review(caller, *request, WithLogIndex(reactor, reply));
  });
}

}  // namespace kith::broker
