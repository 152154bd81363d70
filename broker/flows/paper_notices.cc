// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/paper_notices.h"

#include "keys/base/logging.h"
#include "keys/network/standing.h"

namespace kith::broker {
namespace {

constexpr int kOver = -1;

}  // namespace

void PaperNotices::Log(const Network& network, absl::Time now) {
  for (const auto& agency : network.file().agencies()) {
    const Standing standing = StandingOf(agency, now);
    if (standing.kind == Standing::Kind::kIn) {
      logged_.erase(agency.id());
      continue;
    }
    int& before = logged_[agency.id()];
    if (standing.takes_part()) {
      if (!IsNewNotice(before == kOver ? 0 : before, standing.days_left)) {
        continue;
      }
      before = standing.days_left;
      LogWarning("paper_ends_soon",
                 {{"agency", agency.id()}, {"days_left", before}});
    } else if (before != kOver) {
      before = kOver;
      LogWarning("agency_takes_no_part",
                 {{"agency", agency.id()},
                  {"why", absl::UnauthenticatedError(standing.why)}});
    }
  }
}

}  // namespace kith::broker
