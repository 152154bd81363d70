// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/heartbeat_flow.h"

#include <string>
#include <vector>

#include "keys/base/logging.h"
#include "keys/tlog/audit_log.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

constexpr absl::Duration kEvery = absl::Minutes(1);

}  // namespace

void HeartbeatFlow::Start() { LookAgain(); }

void HeartbeatFlow::LookAgain() {
  const absl::Status looked = Look();
  if (!looked.ok()) LogError("no_heartbeat", {{"why", looked}});
  parts_.executor.At(parts_.clock.Monotonic() + kEvery,
                     [this] { LookAgain(); });
}

absl::Status HeartbeatFlow::Look() {
  const absl::Duration now = parts_.clock.Monotonic();
  absl::Duration silent;
  {
    absl::MutexLock lock(&mutex_);
    const std::uint64_t size = parts_.log.size();
    if (size != size_ || grown_at_ == -absl::InfiniteDuration()) {
      size_ = size;
      grown_at_ = now;
    }
    silent = now - grown_at_;
  }
  const std::string operator_id =
      parts_.network.Get()->file().broker().operated_by();
  if (silent < kHeartbeatAfter || operator_id.empty()) return absl::OkStatus();
  log::v1::CountDetail detail;
  detail.set_what("seconds without an entry");
  detail.set_count(static_cast<std::uint64_t>(absl::ToInt64Seconds(silent)));
  return parts_.log
      .Run([&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
        return std::vector<tlog::Entry>{{log::v1::EVENT_HEARTBEAT, operator_id,
                                         detail.SerializeAsString(), ""}};
      })
      .status();
}

}  // namespace kith::broker
