// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_CLOCK_CHECKS_H_
#define KITH_KEYS_HEALTH_CLOCK_CHECKS_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/health/finding.h"

namespace kith::health {

// How far this machine's clock is ahead of `whose` ("the broker"); the broker
// refuses an agent that is more than two minutes off.
Finding ClockAgainst(absl::string_view whose, absl::Duration ahead);

// `newest`: when the newest entry of the program's log was made.
Finding ClockAgainstLog(std::optional<absl::Time> newest, absl::Time now);

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_CLOCK_CHECKS_H_
