// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_GROUND_WORDS_H_
#define KITH_AGENT_FLOWS_GROUND_WORDS_H_

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "agent/receipts/last_day.h"
#include "agent/register/records.h"

namespace kith::agent {

// "agreed until 2027-03-01", or that no agreement holds.
inline std::string GroundInWords(const std::vector<Ground>& grounds,
                                 absl::Time now) {
  for (const Ground& ground : grounds) {
    if (ground.withdrawn || ground.kind != GroundKind::kConsent ||
        ground.until <= now) {
      continue;
    }
    return absl::StrCat("agreed until ",
                        absl::FormatCivilTime(
                            LastDayBefore(ground.until, absl::UTCTimeZone())));
  }
  return "no agreement that holds";
}

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_GROUND_WORDS_H_
