// SPDX-License-Identifier: Apache-2.0
#include "broker/service/ground_service.h"

#include <utility>
#include <vector>

#include "keys/program/grpc_status.h"
#include "keys/service/peer.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {

grpc::ServerUnaryReactor* GroundService::RecordGrounds(
    grpc::CallbackServerContext* context,
    const consent::v1::RecordGroundsRequest* request,
    consent::v1::RecordGroundsReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  record_.Run({*caller, request->body(), request->signature()},
              [reactor, reply](absl::StatusOr<std::uint64_t> index) {
                if (index.ok()) reply->set_log_index(*index);
                reactor->Finish(ToGrpc(index.status()));
              });
  return reactor;
}

grpc::ServerUnaryReactor* GroundService::Withdraw(
    grpc::CallbackServerContext* context,
    const consent::v1::WithdrawRequest* request,
    consent::v1::WithdrawReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  withdraw_.Run(
      {*caller, request->body(), request->signature()},
      [reactor, reply](absl::StatusOr<consent::v1::WithdrawReply> ended) {
        if (ended.ok()) *reply = *std::move(ended);
        reactor->Finish(ToGrpc(ended.status()));
      });
  return reactor;
}

grpc::ServerUnaryReactor* GroundService::GetWithdrawal(
    grpc::CallbackServerContext* context,
    const consent::v1::GetWithdrawalRequest* request,
    consent::v1::GetWithdrawalReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto caller =
      CallingAgency(*context, *parts_.network.Get(), parts_.clock.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  auto owners = notices_.List(*caller, *request);
  if (owners.ok()) *reply = *std::move(owners);
  reactor->Finish(ToGrpc(owners.status()));
  return reactor;
}

grpc::ServerUnaryReactor* GroundService::Countersign(
    grpc::CallbackServerContext* context,
    const consent::v1::CountersignRequest* request,
    consent::v1::CountersignReply* reply) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto network = parts_.network.Get();
  const auto caller = CallingAgency(*context, *network, parts_.clock.Now());
  if (!caller.ok()) {
    reactor->Finish(ToGrpc(caller.status()));
    return reactor;
  }
  if (request->receipt_sha256().size() != kHashBytes) {
    reactor->Finish(
        {grpc::StatusCode::INVALID_ARGUMENT, "receipt_sha256: 32 bytes"});
    return reactor;
  }
  log::v1::GroundDetail detail;
  detail.set_receipt_sha256(request->receipt_sha256());
  const std::string receipt = request->receipt_sha256();
  parts_.log.Submit(
      [agency = *caller, bytes = detail.SerializeAsString()](
          SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
        return std::vector<tlog::Entry>{
            {log::v1::EVENT_CONSENT, agency, bytes, ""}};
      },
      [this, reactor, reply, network,
       receipt](absl::StatusOr<tlog::Committed> committed) {
        if (committed.ok()) {
          *reply->mutable_countersignature() = kith::broker::Countersign(
              parts_.signer, network->id(), receipt,
              committed->entries[0].index, committed->at);
        }
        reactor->Finish(ToGrpc(committed.status()));
      });
  return reactor;
}

}  // namespace kith::broker
