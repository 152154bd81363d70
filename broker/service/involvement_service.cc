// SPDX-License-Identifier: Apache-2.0
#include "broker/service/involvement_service.h"

#include <utility>
#include <vector>

#include "broker/flows/row_requests.h"
#include "keys/base/status_macros.h"
#include "keys/program/grpc_status.h"
#include "keys/service/peer.h"

namespace kith::broker {

// The caller is looked at once more at its turn, for whoever was revoked or
// rang off meanwhile.
grpc::ServerUnaryReactor* InvolvementService::AtItsTurn(
    grpc::CallbackServerContext* context, Work work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  if (!in_hand_.Take(*caller)) {
    reactor->Finish(ToGrpc(absl::ResourceExhaustedError(
        "too many calls of this agency wait; send one after the other")));
    return reactor;
  }
  publishing_.Post([=, this, by = *caller, work = std::move(work)] {
    in_hand_.LetGo(by);
    if (context->IsCancelled()) {
      return reactor->Finish(grpc::Status::CANCELLED);
    }
    const auto still =
        CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
    if (!still.ok()) return reactor->Finish(ToGrpc(still.status()));
    work(by, [reactor](const absl::Status& status) {
      reactor->Finish(ToGrpc(status));
    });
  });
  return reactor;
}

grpc::ServerUnaryReactor* InvolvementService::Publish(
    grpc::CallbackServerContext* context,
    const involvement::v1::PublishRequest* request,
    involvement::v1::PublishReply* reply) {
  return AtItsTurn(context, [=, this](const std::string& caller, Done done) {
    const auto network = parts_.network.Get();
    const auto status = [&]() -> absl::Status {
      KITH_ASSIGN_OR_RETURN(std::vector<PublishFlow::NewRow> rows,
                            ParseNewRows(*request));
      KITH_RETURN_IF_ERROR(remove_all_.CheckMayPublish(caller));
      return publish_.Publish(caller, std::move(rows));
    }();
    reply->set_inserted_within_ms(
        network->file().times().publish_interval_ms());
    done(status);
  });
}

grpc::ServerUnaryReactor* InvolvementService::Remove(
    grpc::CallbackServerContext* context,
    const involvement::v1::RemoveRequest* request,
    involvement::v1::RemoveReply* reply) {
  return AtItsTurn(context, [=, this](const std::string& caller, Done done) {
    auto rows = ParseOwnRows(*request);
    if (!rows.ok()) return done(rows.status());
    publish_.Remove(caller, *std::move(rows),
                    [reply, done](absl::StatusOr<std::uint32_t> removed) {
                      if (removed.ok()) reply->set_removed(*removed);
                      done(removed.status());
                    });
  });
}

grpc::ServerUnaryReactor* InvolvementService::RemoveAll(
    grpc::CallbackServerContext* context,
    const involvement::v1::RemoveAllRequest* /*request*/,
    involvement::v1::RemoveAllReply* /*reply*/) {
  return AtItsTurn(context, [this](const std::string& caller, Done done) {
    remove_all_.Run(caller, index_id_, std::move(done));
  });
}

grpc::ServerUnaryReactor* InvolvementService::Reconcile(
    grpc::CallbackServerContext* context,
    const involvement::v1::ReconcileRequest* request,
    involvement::v1::ReconcileReply* reply) {
  return AtItsTurn(context, [=, this](const std::string&, Done done) {
    const auto status = [&]() -> absl::Status {
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
    done(status);
  });
}

}  // namespace kith::broker
