// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/leave_flow.h"

#include <memory>
#include <vector>

#include "broker/flows/their_rows.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

constexpr std::uint32_t kGroundsAtATime = 64;
constexpr absl::Duration kLonger = absl::Seconds(5);

}  // namespace

absl::StatusOr<bool> LeaveFlow::Run() {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const absl::Duration now = parts_.clock.Monotonic();
  const absl::Duration pause =
      absl::Milliseconds(network->file().times().publish_interval_ms()) +
      kLonger;
  for (const auto& agency : network->file().agencies()) {
    const auto looked = looked_.find(agency.id());
    if (!agency.left()) {
      if (looked != looked_.end()) looked_.erase(looked);
      continue;
    }
    if (looked != looked_.end() &&
        (looked->second == absl::InfiniteDuration() ||
         now - looked->second < pause)) {
      continue;
    }
    KITH_RETURN_IF_ERROR(Delete(agency.id()));
    if (looked == looked_.end()) {
      looked_[agency.id()] = now;
    } else {
      looked->second = absl::InfiniteDuration();
    }
    return true;
  }
  return false;
}

absl::Status LeaveFlow::Delete(const std::string& agency) {
  KITH_RETURN_IF_ERROR(EndGrounds(agency));
  KITH_RETURN_IF_ERROR(DeleteRows(agency));
  LogInfo("agency_left", {{"agency", agency}});
  return absl::OkStatus();
}

absl::Status LeaveFlow::EndGrounds(const std::string& agency) {
  std::string after;
  bool more = true;
  while (more) {
    const auto committed = parts_.log.Run(
        [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
          const auto transaction = parts_.transaction(db);
          KITH_ASSIGN_OR_RETURN(
              const std::vector<StoredGround> grounds,
              transaction->GroundsBehind(after, kGroundsAtATime));
          more = grounds.size() == kGroundsAtATime;
          log::v1::GroundDetail ended;
          for (const StoredGround& ground : grounds) {
            after = ground.ref;
            if (ground.withdrawn ||
                ground.owner_tag != parts_.index.OwnerTag(agency, ground.ref)) {
              continue;
            }
            KITH_RETURN_IF_ERROR(transaction->WithdrawGround(ground.ref));
            ended.add_refs(ground.ref);
          }
          std::vector<tlog::Entry> entries;
          if (ended.refs_size() > 0) {
            entries.push_back({log::v1::EVENT_WITHDRAWN, agency,
                               ended.SerializeAsString(), ""});
          }
          return entries;
        });
    KITH_RETURN_IF_ERROR(committed.status());
  }
  return absl::OkStatus();
}

absl::Status LeaveFlow::DeleteRows(const std::string& agency) {
  TheirRows rows{.agency = agency};
  do {
    const auto committed = parts_.log.Run(
        [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
          KITH_RETURN_IF_ERROR(RemoveNext(rows, db, parts_));
          return std::vector<tlog::Entry>();
        });
    KITH_RETURN_IF_ERROR(committed.status());
  } while (!rows.IsDone());
  return absl::OkStatus();
}

}  // namespace kith::broker
