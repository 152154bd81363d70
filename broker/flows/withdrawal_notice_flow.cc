// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/withdrawal_notice_flow.h"

#include <algorithm>
#include <set>
#include <utility>

#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

using consent::v1::GetWithdrawalReply;
using consent::v1::GetWithdrawalRequest;
using consent::v1::GroundOwner;

constexpr int kMaxRefs = 64;
// As many as a stream keeps; the rest with the next Hello.
constexpr std::size_t kMostAtOnce = 32;
constexpr std::size_t kRefBytes = 16;

}  // namespace

std::string OwnerOf(const Network& network, const SealedIndex& index,
                    const StoredGround& ground) {
  for (const auto& agency : network.file().agencies()) {
    if (index.OwnerTag(agency.id(), ground.ref) == ground.owner_tag) {
      return agency.id();
    }
  }
  return "";
}

void WithdrawalNoticeFlow::Deliver(const std::string& agency) {
  const auto grounds = parts_.reader.GroundsToTell();
  if (!grounds.ok()) {
    LogError("withdrawals_not_read", {{"why", grounds.status()}});
    return;
  }
  std::size_t sent = 0;
  for (const StoredGround& ground : *grounds) {
    if (parts_.index.OwnerTag(agency, ground.ref) != ground.owner_tag) continue;
    link::v1::ToAgent message;
    message.mutable_ground_withdrawn()->set_ground_ref(ground.ref);
    (void)parts_.relay.Send(agency, message);
    if (++sent == kMostAtOnce) return;
  }
}

void WithdrawalNoticeFlow::Acknowledge(const std::string& agency,
                                       const std::string& ref) {
  if (ref.size() != kRefBytes) return;
  parts_.log.Submit(
      [this, agency,
       ref](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        const auto transaction = parts_.transaction(db);
        KITH_ASSIGN_OR_RETURN(const std::vector<StoredGround> found,
                              transaction->FindGrounds({&ref, 1}));
        if (!found.empty() &&
            found[0].owner_tag == parts_.index.OwnerTag(agency, ref)) {
          KITH_RETURN_IF_ERROR(
              transaction->AcknowledgeGround(ref, parts_.clock.Now()));
        }
        return std::vector<tlog::Entry>();
      },
      [](absl::StatusOr<tlog::Committed> committed) {
        // It is told again with the next Hello.
        if (committed.ok()) return;
        LogWarning("ground_notice_not_kept", {{"why", committed.status()}});
      });
}

absl::StatusOr<GetWithdrawalReply> WithdrawalNoticeFlow::List(
    const std::string& caller, const GetWithdrawalRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  if (request.refs().empty() || request.refs_size() > kMaxRefs) {
    return absl::InvalidArgumentError("refs: 1 to 64");
  }
  const std::vector<std::string> refs(request.refs().begin(),
                                      request.refs().end());
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredGround> own,
                        parts_.reader.FindGrounds(refs));
  std::set<std::string> roots;
  for (const StoredGround& ground : own) {
    if (ground.owner_tag == parts_.index.OwnerTag(caller, ground.ref)) {
      roots.insert(ground.root);
    }
  }
  if (roots.empty()) return absl::NotFoundError("no such ground of yours");
  std::vector<GroundOwner> owners;
  for (const std::string& root : roots) {
    KITH_ASSIGN_OR_RETURN(const std::vector<StoredGround> grounds,
                          parts_.reader.GroundsOfRoot(root));
    for (const StoredGround& ground : grounds) {
      GroundOwner& owner = owners.emplace_back();
      owner.set_agency(OwnerOf(*network, parts_.index, ground));
      owner.set_withdrawn(ground.withdrawn);
      if (ground.acknowledged_at != absl::InfinitePast()) {
        owner.set_acknowledged_at_ms(static_cast<std::uint64_t>(
            absl::ToUnixMillis(ground.acknowledged_at)));
      }
    }
  }
  std::sort(owners.begin(), owners.end(),
            [](const GroundOwner& a, const GroundOwner& b) {
              return a.agency() < b.agency();
            });
  GetWithdrawalReply reply;
  for (GroundOwner& owner : owners) *reply.add_owners() = std::move(owner);
  return reply;
}

}  // namespace kith::broker
