// SPDX-License-Identifier: Apache-2.0
#include "keys/health/time_words.h"

#include "absl/strings/str_cat.h"

namespace kith::health {

std::string InWords(absl::Duration duration) {
  const absl::Duration size = absl::AbsDuration(duration);
  if (size >= absl::Hours(48)) {
    return absl::StrCat(size / absl::Hours(24), " days");
  }
  if (size >= absl::Hours(2))
    return absl::StrCat(size / absl::Hours(1), " hours");
  if (size >= absl::Minutes(2)) {
    return absl::StrCat(size / absl::Minutes(1), " minutes");
  }
  const std::int64_t seconds = size / absl::Seconds(1);
  return absl::StrCat(seconds, seconds == 1 ? " second" : " seconds");
}

std::string DayInWords(absl::Time time) {
  return absl::FormatTime("%-d %B %Y", time, absl::UTCTimeZone());
}

}  // namespace kith::health
