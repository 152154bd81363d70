// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_TIME_WORDS_H_
#define KITH_KEYS_HEALTH_TIME_WORDS_H_

#include <string>

#include "absl/time/time.h"

namespace kith::health {

// "41 seconds", "3 minutes", "5 hours", "12 days": whole ones, of at least two
// where there is a smaller unit. The sign is dropped.
std::string InWords(absl::Duration duration);

// "5 March 2027", UTC.
std::string DayInWords(absl::Time time);

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_TIME_WORDS_H_
