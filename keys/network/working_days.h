// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_NETWORK_WORKING_DAYS_H_
#define KITH_KEYS_NETWORK_WORKING_DAYS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"

namespace kith {

// On which days people work: every day but Saturdays, Sundays and bank
// holidays. Immutable.
class WorkingDays {
 public:
  // Of "2026-12-25" and the like. INVALID_ARGUMENT, naming it, for a word that
  // is no date.
  static absl::StatusOr<WorkingDays> FromHolidays(
      const std::vector<std::string>& bank_holidays);

  bool IsWorkingDay(absl::CivilDay day) const;
  // The `count`th working day after `day`, which itself does not count.
  absl::CivilDay After(absl::CivilDay day, int count) const;

 private:
  std::vector<absl::CivilDay> holidays_;  // In order.
};

}  // namespace kith

#endif  // KITH_KEYS_NETWORK_WORKING_DAYS_H_
