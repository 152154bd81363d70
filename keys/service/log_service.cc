// SPDX-License-Identifier: Apache-2.0
#include "keys/service/log_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "keys/base/clock.h"
#include "keys/base/status_macros.h"
#include "keys/program/grpc_status.h"
#include "keys/service/peer.h"

namespace kith {
namespace {

constexpr std::uint32_t kMaxLeaves = 8192;
constexpr std::uint32_t kMaxOpenings = 1024;

absl::Status CheckRange(std::uint64_t first, std::uint32_t count,
                        std::uint32_t most, std::uint64_t size) {
  if (count == 0 || count > most) {
    return absl::InvalidArgumentError("count: empty or longer than allowed");
  }
  if (first >= size)
    return absl::OutOfRangeError("first: beyond the log's end");
  return absl::OkStatus();
}

}  // namespace

grpc::ServerUnaryReactor* LogService::GetCheckpoint(
    grpc::CallbackServerContext* context, const log::v1::GetCheckpointRequest*,
    log::v1::GetCheckpointReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller = CallingAgency(*context, *network_.Get(), clock_.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  // What `kith doctor` compares with its own.
  context->AddInitialMetadata(
      kClockMetadata, absl::StrCat(absl::ToUnixMillis(SystemClock().Now())));
  context->AddInitialMetadata(kNetworkVersionMetadata,
                              absl::StrCat(network_.Get()->file().version()));
  show_([reactor, reply](std::string note) {
    reply->set_checkpoint(std::move(note));
    reactor->Finish(grpc::Status::OK);
  });
  return reactor;
}

grpc::ServerUnaryReactor* LogService::GetLeaves(
    grpc::CallbackServerContext* context,
    const log::v1::GetLeavesRequest* request, log::v1::GetLeavesReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto status = [&]() -> absl::Status {
    KITH_RETURN_IF_ERROR(
        CallingAgency(*context, *network_.Get(), clock_.Now()).status());
    KITH_RETURN_IF_ERROR(CheckRange(request->first(), request->count(),
                                    kMaxLeaves, log_.size()));
    absl::MutexLock lock(&mutex_);
    KITH_ASSIGN_OR_RETURN(
        std::string leaves,
        tlog::AuditLog::ReadLeaves(*db_, request->first(), request->count()));
    reply->set_leaves(std::move(leaves));
    return absl::OkStatus();
  }();
  reactor->Finish(ToGrpc(status));
  return reactor;
}

grpc::ServerUnaryReactor* LogService::GetOpenings(
    grpc::CallbackServerContext* context,
    const log::v1::GetOpeningsRequest* request,
    log::v1::GetOpeningsReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto status = [&]() -> absl::Status {
    KITH_ASSIGN_OR_RETURN(
        const std::string caller,
        CallingAgency(*context, *network_.Get(), clock_.Now()));
    KITH_RETURN_IF_ERROR(CheckRange(request->first(), request->count(),
                                    kMaxOpenings, log_.size()));
    absl::MutexLock lock(&mutex_);
    KITH_ASSIGN_OR_RETURN(
        const std::vector<log::v1::LeafOpening> openings,
        tlog::AuditLog::ReadOpenings(*db_, caller, request->first(),
                                     request->count()));
    for (const auto& opening : openings) *reply->add_openings() = opening;
    return absl::OkStatus();
  }();
  reactor->Finish(ToGrpc(status));
  return reactor;
}

grpc::ServerUnaryReactor* LogService::GetConsistency(
    grpc::CallbackServerContext* context,
    const log::v1::GetConsistencyRequest* request,
    log::v1::GetConsistencyReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto status = [&]() -> absl::Status {
    KITH_RETURN_IF_ERROR(
        CallingAgency(*context, *network_.Get(), clock_.Now()).status());
    KITH_ASSIGN_OR_RETURN(
        const tlog::Proof proof,
        log_.Consistency(request->old_size(), request->new_size()));
    for (const Hash& hash : proof) reply->add_hashes(HashBytes(hash));
    return absl::OkStatus();
  }();
  reactor->Finish(ToGrpc(status));
  return reactor;
}

}  // namespace kith
