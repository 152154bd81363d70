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

using Items = google::protobuf::RepeatedPtrField<std::string>;

// Rows are named by one of `hashes` and their token.
absl::Status CheckSizes(const Items& hashes, const char* field,
                        const Items& tokens) {
  if (hashes.empty() || hashes.size() > kMaxRows) return Wrong(field);
  for (const std::string& hash : hashes) {
    if (hash.size() != kHashBytes) return Wrong(field);
  }
  if (tokens.size() != hashes.size()) {
    return Wrong("tokens: one for each row; update the agent");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<PublishFlow::OwnRow>> ParseOwnRows(
    const involvement::v1::RemoveRequest& request) {
  KITH_RETURN_IF_ERROR(CheckSizes(
      request.row_ids(), "row_ids: 1 to 4096 of 32 bytes", request.tokens()));
  std::vector<PublishFlow::OwnRow> rows;
  for (int i = 0; i < request.row_ids_size(); ++i) {
    KITH_ASSIGN_OR_RETURN(const Token token,
                          Token::FromBytes(request.tokens(i)));
    rows.push_back({token, request.row_ids(i)});
  }
  return rows;
}

absl::StatusOr<std::vector<PublishFlow::KnownRow>> ParseKnownRows(
    const involvement::v1::ReconcileRequest& request) {
  KITH_RETURN_IF_ERROR(CheckSizes(request.row_id_sha256(),
                                  "row_id_sha256: 1 to 4096 of 32 bytes",
                                  request.tokens()));
  std::vector<PublishFlow::KnownRow> rows;
  for (int i = 0; i < request.row_id_sha256_size(); ++i) {
    KITH_ASSIGN_OR_RETURN(const Token token,
                          Token::FromBytes(request.tokens(i)));
    rows.push_back({token, request.row_id_sha256(i)});
  }
  return rows;
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
  auto rows = ParseOwnRows(*request);
  if (!caller.ok() || !rows.ok()) {
    reactor->Finish(ToGrpc(caller.ok() ? rows.status() : caller.status()));
    return reactor;
  }
  publish_.Remove(*caller, *std::move(rows),
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
  return reactor;
}

}  // namespace kith::broker
