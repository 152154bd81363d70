// SPDX-License-Identifier: Apache-2.0
#include "broker/service/involvement_service.h"

#include <utility>
#include <vector>

#include "broker/flows/row_requests.h"
#include "keys/base/status_macros.h"
#include "keys/program/grpc_status.h"
#include "keys/service/peer.h"

namespace kith::broker {

grpc::ServerUnaryReactor* InvolvementService::Publish(
    grpc::CallbackServerContext* context,
    const involvement::v1::PublishRequest* request,
    involvement::v1::PublishReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  publishing_.Post([=, this] {
    const auto network = parts_.network.Get();
    const auto status = [&]() -> absl::Status {
      KITH_ASSIGN_OR_RETURN(
          const std::string caller,
          CallingAgency(*context, *network, parts_.clock.Now()));
      KITH_ASSIGN_OR_RETURN(std::vector<PublishFlow::NewRow> rows,
                            ParseNewRows(*request));
      KITH_RETURN_IF_ERROR(remove_all_.CheckMayPublish(caller));
      return publish_.Publish(caller, std::move(rows));
    }();
    reply->set_inserted_within_ms(
        network->file().times().publish_interval_ms());
    reactor->Finish(ToGrpc(status));
  });
  return reactor;
}

grpc::ServerUnaryReactor* InvolvementService::Remove(
    grpc::CallbackServerContext* context,
    const involvement::v1::RemoveRequest* request,
    involvement::v1::RemoveReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  publishing_.Post([=, this] {
    const auto caller =
        CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
    auto rows = ParseOwnRows(*request);
    if (!caller.ok() || !rows.ok()) {
      reactor->Finish(ToGrpc(caller.ok() ? rows.status() : caller.status()));
      return;
    }
    publish_.Remove(*caller, *std::move(rows),
                    [reactor, reply](absl::StatusOr<std::uint32_t> removed) {
                      if (removed.ok()) reply->set_removed(*removed);
                      reactor->Finish(ToGrpc(removed.status()));
                    });
  });
  return reactor;
}

grpc::ServerUnaryReactor* InvolvementService::RemoveAll(
    grpc::CallbackServerContext* context,
    const involvement::v1::RemoveAllRequest* /*request*/,
    involvement::v1::RemoveAllReply* /*reply*/) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  remove_all_.Run(*caller, index_id_, [reactor](const absl::Status& status) {
    reactor->Finish(ToGrpc(status));
  });
  return reactor;
}

grpc::ServerUnaryReactor* InvolvementService::Reconcile(
    grpc::CallbackServerContext* context,
    const involvement::v1::ReconcileRequest* request,
    involvement::v1::ReconcileReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  publishing_.Post([=, this] {
    const auto status = [&]() -> absl::Status {
      KITH_RETURN_IF_ERROR(
          CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now())
              .status());
      KITH_ASSIGN_OR_RETURN(const std::vector<PublishFlow::KnownRow> rows,
                            ParseKnownRows(*request));
      KITH_ASSIGN_OR_RETURN(const std::vector<PublishFlow::Fate> fates,
                            publish_.Reconcile(rows));
      reply->set_index_id(index_id_);
      for (const PublishFlow::Fate fate : fates) {
        reply->add_present(fate == PublishFlow::Fate::kPresent);
        reply->add_waiting(fate == PublishFlow::Fate::kWaiting);
      }
      return absl::OkStatus();
    }();
    reactor->Finish(ToGrpc(status));
  });
  return reactor;
}

}  // namespace kith::broker
