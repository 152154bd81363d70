// SPDX-License-Identifier: Apache-2.0
#include "keys/network/working_days.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace kith {

absl::StatusOr<WorkingDays> WorkingDays::FromHolidays(
    const std::vector<std::string>& bank_holidays) {
  WorkingDays days;
  for (const std::string& text : bank_holidays) {
    absl::CivilDay day;
    // Parsing takes 31 February for 3 March.
    if (!absl::ParseCivilTime(text, &day) ||
        absl::FormatCivilTime(day) != text) {
      return absl::InvalidArgumentError(absl::StrCat(
          "bank_holidays: `", text, "` is no date; write it as 2026-12-25"));
    }
    days.holidays_.push_back(day);
  }
  std::sort(days.holidays_.begin(), days.holidays_.end());
  return days;
}

bool WorkingDays::IsWorkingDay(absl::CivilDay day) const {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday != absl::Weekday::saturday &&
         weekday != absl::Weekday::sunday &&
         !std::binary_search(holidays_.begin(), holidays_.end(), day);
}

absl::CivilDay WorkingDays::After(absl::CivilDay day, int count) const {
  while (count > 0) {
    ++day;
    if (IsWorkingDay(day)) --count;
  }
  return day;
}

}  // namespace kith
