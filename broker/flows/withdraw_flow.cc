// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/withdraw_flow.h"

#include <set>
#include <utility>

#include "broker/flows/record_grounds_flow.h"
#include "broker/flows/withdrawal_notice_flow.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

using consent::v1::WithdrawBody;
using consent::v1::WithdrawReply;

constexpr int kMaxRefs = 64;
constexpr std::size_t kRefBytes = 16;

absl::StatusOr<WithdrawBody> ParseBody(const std::string& bytes) {
  WithdrawBody body;
  if (!body.ParseFromString(bytes)) {
    return absl::InvalidArgumentError("body: cannot be read");
  }
  if (body.refs().empty() || body.refs_size() > kMaxRefs) {
    return absl::InvalidArgumentError("refs: 1 to 64");
  }
  for (const std::string& ref : body.refs()) {
    if (ref.size() != kRefBytes) {
      return absl::InvalidArgumentError("refs: 16 bytes each");
    }
  }
  if (body.receipt_sha256().size() != kHashBytes) {
    return absl::InvalidArgumentError("receipt_sha256: 32 bytes");
  }
  return body;
}

}  // namespace

consent::v1::Countersignature Countersign(const Signer& signer,
                                          const std::string& network_id,
                                          const std::string& receipt_sha256,
                                          std::uint64_t log_index,
                                          absl::Time time) {
  const auto time_ms = static_cast<std::uint64_t>(absl::ToUnixMillis(time));
  consent::v1::Countersignature countersignature;
  countersignature.set_log_index(log_index);
  countersignature.set_time_ms(time_ms);
  countersignature.set_signature(
      signer.Sign(Label::kCountersign, network_id,
                  JoinFields({receipt_sha256, BigEndian64(log_index),
                              BigEndian64(time_ms)})));
  return countersignature;
}

void WithdrawFlow::Run(const Request& request, Done done) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const absl::Status member =
      CheckSignedByMember(*network, parts_.clock.Now(), request.caller,
                          Label::kWithdrawal, request.body, request.signature);
  if (!member.ok()) return done(member);
  const absl::StatusOr<WithdrawBody> body = ParseBody(request.body);
  if (!body.ok()) return done(body.status());

  auto ended = std::make_shared<Ended>();
  parts_.log.SubmitUrgently(
      [this, ended, body = *body, caller = request.caller](
          SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        const auto transaction = parts_.transaction(db);
        KITH_ASSIGN_OR_RETURN(*ended, End(*transaction, caller, body));
        // Whoever says so has ended its own first.
        for (const std::string& ref : body.refs()) {
          KITH_RETURN_IF_ERROR(
              transaction->AcknowledgeGround(ref, parts_.clock.Now()));
        }
        log::v1::GroundDetail detail;
        for (const std::string& ref : body.refs()) detail.add_refs(ref);
        detail.set_only_here(body.only_here());
        detail.set_receipt_sha256(body.receipt_sha256());
        return std::vector<tlog::Entry>{
            {log::v1::EVENT_WITHDRAWN, caller, detail.SerializeAsString(), ""}};
      },
      [this, ended, network, receipt = body->receipt_sha256(),
       done = std::move(done)](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return done(committed.status());
        WithdrawReply reply;
        reply.set_log_index(committed->entries[0].index);
        reply.set_grounds_ended(
            static_cast<std::uint32_t>(ended->grounds.size()));
        *reply.mutable_countersignature() =
            Countersign(parts_.signer, network->id(), receipt,
                        reply.log_index(), committed->at);
        parts_.executor.Post([this, ended, reply, done] {
          parts_.enquiries.ForgetResting(ended->refs);
          TellOwners(*ended, reply.log_index());
          parts_.fence.WhenClear(ended->refs, [reply, done] { done(reply); });
        });
      });
}

absl::StatusOr<WithdrawFlow::Ended> WithdrawFlow::End(
    StoreTransaction& transaction, const std::string& caller,
    const WithdrawBody& body) const {
  const std::vector<std::string> refs(body.refs().begin(), body.refs().end());
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredGround> grounds,
                        transaction.FindGrounds(refs));
  std::set<std::string> own;
  for (const StoredGround& ground : grounds) {
    if (ground.owner_tag == parts_.index.OwnerTag(caller, ground.ref)) {
      own.insert(ground.ref);
    }
  }
  for (const std::string& ref : refs) {
    if (!own.contains(ref))
      return absl::NotFoundError("no such ground of yours");
  }
  Ended ended;
  ended.refs = refs;
  for (const StoredGround& ground : grounds) {
    if (body.only_here()) {
      KITH_RETURN_IF_ERROR(transaction.WithdrawGround(ground.ref));
      if (!ground.withdrawn) ended.grounds.push_back(ground);
      continue;
    }
    KITH_ASSIGN_OR_RETURN(const std::vector<StoredGround> of_root,
                          transaction.WithdrawRoot(ground.root));
    for (const StoredGround& other : of_root) {
      ended.grounds.push_back(other);
      ended.refs.push_back(other.ref);
    }
  }
  return ended;
}

void WithdrawFlow::TellOwners(const Ended& ended, std::uint64_t log_index) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  for (const StoredGround& ground : ended.grounds) {
    const std::string owner = OwnerOf(*network, parts_.index, ground);
    if (owner.empty()) continue;
    link::v1::ToAgent message;
    message.mutable_ground_withdrawn()->set_ground_ref(ground.ref);
    message.mutable_ground_withdrawn()->set_log_index(log_index);
    // One that is not connected is told when it connects.
    (void)parts_.relay.Send(owner, message);
  }
}

}  // namespace kith::broker
