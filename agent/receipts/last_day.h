// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_RECEIPTS_LAST_DAY_H_
#define KITH_AGENT_RECEIPTS_LAST_DAY_H_

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace kith::agent {

// The last day on which something holds that holds until `until`. What was
// agreed to the end of 1 March ends when 2 March begins; a person calls that
// 1 March. Whatever shows an end to a person shows this day.
inline absl::CivilDay LastDayBefore(absl::Time until, absl::TimeZone zone) {
  return absl::ToCivilDay(until - absl::Milliseconds(1), zone);
}

}  // namespace kith::agent

#endif  // KITH_AGENT_RECEIPTS_LAST_DAY_H_
