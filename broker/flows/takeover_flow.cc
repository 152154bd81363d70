// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/takeover_flow.h"

#include "absl/strings/str_cat.h"
#include "broker/flows/log_beside.h"
#include "keys/base/logging.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

constexpr absl::Duration kWithin = absl::Minutes(10);
constexpr std::size_t kMost = 3;
constexpr absl::Duration kOutFor = absl::Minutes(10);

}  // namespace

absl::Status TakeoverFlow::CheckLocked(const Lately& lately) const {
  const absl::Duration left = lately.out_until - parts_.clock.Monotonic();
  if (left <= absl::ZeroDuration()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "two machines connected as this agency by turns, ", kMost,
      " times in ten minutes; neither is let in until ",
      absl::FormatTime("%H:%M", parts_.clock.Now() + left, absl::UTCTimeZone()),
      " UTC. If its agent runs twice, stop one; if it does not, somebody else "
      "has its keys: ring the partnership's administrators, who can suspend "
      "the agency"));
}

absl::Status TakeoverFlow::CheckLetIn(const std::string& agency) {
  absl::MutexLock lock(&mutex_);
  const auto lately = lately_.find(agency);
  return lately == lately_.end() ? absl::OkStatus()
                                 : CheckLocked(lately->second);
}

// INVARIANT (both are out): whoever comes in beside the third is turned out by
// the same look, whatever was counted of it.
absl::Status TakeoverFlow::Run(const std::string& agency,
                               std::optional<std::string> older,
                               const std::string& newer) {
  const char* cause = "another machine connected as this agency";
  absl::Status stays;
  {
    absl::MutexLock lock(&mutex_);
    Lately& lately = lately_[agency];
    stays = CheckLocked(lately);
    if (!stays.ok() || !older.has_value() || *older == newer) return stays;
    const absl::Duration now = parts_.clock.Monotonic();
    lately.takeovers.push_back(now);
    while (now - lately.takeovers.front() > kWithin) {
      lately.takeovers.pop_front();
    }
    if (lately.takeovers.size() >= kMost) {
      cause = "two machines by turns: neither was let in for ten minutes";
      lately.takeovers.clear();
      lately.out_until = now + kOutFor;
      stays = CheckLocked(lately);
    }
  }
  Log(agency, cause);
  return stays;
}

void TakeoverFlow::Log(const std::string& agency, const char* cause) {
  LogWarning("agent_taken_over", {{"agency", agency}});
  log::v1::EnquiryDetail detail;
  detail.set_cause(cause);
  LogBeside(parts_, log::v1::EVENT_ALARM, agency, detail);
}

}  // namespace kith::broker
