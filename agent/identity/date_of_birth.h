// SPDX-License-Identifier: Apache-2.0
//
// Dates as people type them and as systems export them.
#ifndef KITH_AGENT_IDENTITY_DATE_OF_BIRTH_H_
#define KITH_AGENT_IDENTITY_DATE_OF_BIRTH_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "agent/identity/identity.h"

namespace kith::agent {

// Which part comes first where the text alone does not tell: 09/03/2014 and
// eight digits. A four-digit year in front of a separator always comes first.
enum class DateOrder {
  kDayFirst,
  kMonthFirst,
  kYearFirst,  // Eight digits are yyyymmdd; 09/03/2014 is still day first.
};

// Reads 2014-03-09, 09/03/2014, 9.3.2014, 9 Mar 2014, 9th March 2014, 09032014,
// with or without a time after it; also 2014, 2014-03 and 03/2014 (weak).
// 1 January is weak; kNone is an empty text, "unknown", "TBC" and the like,
// 1 January of the years 1, 1900 and 1901, 30 and 31 December 1899, 11 November
// 1111, 31 December 2099 and 2999, and any date of 1753, 1800 or 9999.
//
// INVALID_ARGUMENT for anything else: a two-digit year, a day that its month
// does not have, a year before 1880 or after 2100, more than 64 bytes.
absl::StatusOr<DateOfBirth> ParseDateOfBirth(
    absl::string_view text, DateOrder order = DateOrder::kDayFirst);

// "2014-03-09", "2014-03", "2014" or "": ParseDateOfBirth() reads it back.
std::string FormatDateOfBirth(const DateOfBirth& date);

// Whether the parts and the quality are such as ParseDateOfBirth() returns.
bool IsConsistent(const DateOfBirth& date);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_DATE_OF_BIRTH_H_
