// SPDX-License-Identifier: Apache-2.0
#include "broker/service/involvement_service.h"

#include <utility>
#include <vector>

#include "broker/service/peer.h"
#include "keys/base/status_macros.h"
#include "keys/program/grpc_status.h"

namespace kith::broker {
namespace {

constexpr int kMaxRows = 4096;
constexpr std::size_t kRefBytes = 16;
constexpr std::size_t kHandleBytes = 16;
constexpr int kMaxScopeWords = 64;

absl::Status Wrong(const char* what) {
  return absl::InvalidArgumentError(what);
}

absl::StatusOr<PublishFlow::NewRow> ParseRow(const involvement::v1::Row& row) {
  if (row.handle().size() != kHandleBytes) return Wrong("handle: 16 bytes");
  if (row.ground_ref().size() != kRefBytes)
    return Wrong("ground_ref: 16 bytes");
  if (row.row_id_sha256().size() != kHashBytes) {
    return Wrong("row_id_sha256: 32 bytes");
  }
  const auto& scope = row.scope();
  if (scope.categories_size() + scope.agencies_size() +
          scope.excluded_agencies_size() + scope.purposes_size() >
      kMaxScopeWords) {
    return Wrong("scope: at most 64 words");
  }
  KITH_ASSIGN_OR_RETURN(const Token token, Token::FromBytes(row.token()));
  PublishFlow::NewRow parsed{token, row.row_id_sha256(), {}};
  parsed.row.handle = row.handle();
  parsed.row.strong = row.strong();
  parsed.row.ground_ref = row.ground_ref();
  parsed.row.expiry_quarter = row.expiry_quarter();
  parsed.row.scope.everybody = scope.everybody();
  parsed.row.scope.categories = {scope.categories().begin(),
                                 scope.categories().end()};
  parsed.row.scope.agencies = {scope.agencies().begin(),
                               scope.agencies().end()};
  parsed.row.scope.excluded_agencies = {scope.excluded_agencies().begin(),
                                        scope.excluded_agencies().end()};
  parsed.row.scope.purposes = {scope.purposes().begin(),
                               scope.purposes().end()};
  return parsed;
}

absl::Status CheckSizes(
    const google::protobuf::RepeatedPtrField<std::string>& items,
    const char* field) {
  if (items.empty() || items.size() > kMaxRows) return Wrong(field);
  for (const std::string& item : items) {
    if (item.size() != kHashBytes) return Wrong(field);
  }
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* InvolvementService::Publish(
    grpc::CallbackServerContext* context,
    const involvement::v1::PublishRequest* request,
    involvement::v1::PublishReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto network = parts_.network.Get();
  const auto status = [&]() -> absl::Status {
    KITH_ASSIGN_OR_RETURN(const std::string caller,
                          CallingAgency(*context, *network));
    if (request->rows().empty() || request->rows_size() > kMaxRows) {
      return Wrong("rows: 1 to 4096");
    }
    std::vector<PublishFlow::NewRow> rows;
    for (const auto& row : request->rows()) {
      KITH_ASSIGN_OR_RETURN(PublishFlow::NewRow parsed, ParseRow(row));
      rows.push_back(std::move(parsed));
    }
    return publish_.Publish(caller, std::move(rows));
  }();
  reply->set_inserted_within_ms(network->file().times().publish_interval_ms());
  reactor->Finish(ToGrpc(status));
  return reactor;
}

grpc::ServerUnaryReactor* InvolvementService::Remove(
    grpc::CallbackServerContext* context,
    const involvement::v1::RemoveRequest* request,
    involvement::v1::RemoveReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller = CallingAgency(*context, *parts_.network.Get());
  const absl::Status sizes =
      CheckSizes(request->row_ids(), "row_ids: 1 to 4096 of 32 bytes");
  if (!caller.ok() || !sizes.ok()) {
    reactor->Finish(ToGrpc(caller.ok() ? sizes : caller.status()));
    return reactor;
  }
  publish_.Remove(*caller,
                  {request->row_ids().begin(), request->row_ids().end()},
                  [reactor, reply](absl::StatusOr<std::uint32_t> removed) {
                    if (removed.ok()) reply->set_removed(*removed);
                    reactor->Finish(ToGrpc(removed.status()));
                  });
  return reactor;
}

grpc::ServerUnaryReactor* InvolvementService::Reconcile(
    grpc::CallbackServerContext* context,
    const involvement::v1::ReconcileRequest* request,
    involvement::v1::ReconcileReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto status = [&]() -> absl::Status {
    KITH_RETURN_IF_ERROR(
        CallingAgency(*context, *parts_.network.Get()).status());
    KITH_RETURN_IF_ERROR(CheckSizes(request->row_id_sha256(),
                                    "row_id_sha256: 1 to 4096 of 32 bytes"));
    KITH_ASSIGN_OR_RETURN(
        const std::vector<PublishFlow::Fate> fates,
        publish_.Reconcile(std::vector<std::string>(
            request->row_id_sha256().begin(), request->row_id_sha256().end())));
    reply->set_index_id(index_id_);
    for (const PublishFlow::Fate fate : fates) {
      reply->add_present(fate == PublishFlow::Fate::kPresent);
      reply->add_waiting(fate == PublishFlow::Fate::kWaiting);
    }
    return absl::OkStatus();
  }();
  reactor->Finish(ToGrpc(status));
  return reactor;
}

}  // namespace kith::broker
