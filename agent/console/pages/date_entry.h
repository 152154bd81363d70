// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_DATE_ENTRY_H_
#define KITH_AGENT_CONSOLE_PAGES_DATE_ENTRY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace kith::console {

// A day as people type it: "17 6 2015", "17/6/15", "17.06.2015", "17 June
// 2015", "17062015", "2015-06-17". Day before month, as in the United Kingdom.
// Two digits of a year are the latest such year in which that month has begun.
// INVALID_ARGUMENT, with what to type, for anything else and for days that no
// calendar has.
absl::StatusOr<absl::CivilDay> ReadDay(absl::string_view typed,
                                       absl::CivilDay today);

// The same of somebody's birth: not after today, not before 1900.
// "2015-06-17".
absl::StatusOr<std::string> ReadBirthday(absl::string_view typed,
                                         absl::CivilDay today);

// The same of the day a child is expected: not more than ten months ahead, and
// not more than two months past. "2027-02-01".
absl::StatusOr<std::string> ReadExpectedDay(absl::string_view typed,
                                            absl::CivilDay today);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_DATE_ENTRY_H_
