// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/date_entry.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "keys/base/status_macros.h"

namespace kith::console {
namespace {

constexpr absl::string_view kMonths[] = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

// Of the day a child is expected, in days. One that was born lately may not be
// in anybody's records yet.
constexpr int kLongestAhead = 300;
constexpr int kLongestPast = 60;

absl::Status NoDay() {
  return absl::InvalidArgumentError("Type a date like 17 6 2015");
}

bool IsNumber(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

// Of "6", "06", "jun" or "June"; 0 if it is none.
int MonthOf(const std::string& text) {
  int month = 0;
  if (IsNumber(text)) return absl::SimpleAtoi(text, &month) ? month : 0;
  if (text.size() < 3) return 0;
  for (std::size_t i = 0; i < std::size(kMonths); ++i) {
    if (absl::StartsWith(kMonths[i], absl::AsciiStrToLower(text))) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

std::vector<std::string> PartsOf(absl::string_view typed) {
  if (IsNumber(typed) && (typed.size() == 8 || typed.size() == 6)) {
    return {std::string(typed.substr(0, 2)), std::string(typed.substr(2, 2)),
            std::string(typed.substr(4))};
  }
  return absl::StrSplit(typed, absl::ByAnyChar(" /.-,"), absl::SkipEmpty());
}

}  // namespace

absl::StatusOr<absl::CivilDay> ReadDay(absl::string_view typed,
                                       absl::CivilDay today) {
  typed = absl::StripAsciiWhitespace(typed);
  std::vector<std::string> parts = PartsOf(typed);
  // A sign before it is no separator.
  if (parts.size() != 3 || !absl::StartsWith(typed, parts[0])) return NoDay();
  // The year comes first only if all of it is written.
  if (parts[0].size() == 4) std::swap(parts[0], parts[2]);
  int day = 0, year = 0;
  const int month = MonthOf(parts[1]);
  if (!IsNumber(parts[0]) || !IsNumber(parts[2]) ||
      !absl::SimpleAtoi(parts[0], &day) || !absl::SimpleAtoi(parts[2], &year) ||
      (parts[2].size() != 2 && parts[2].size() != 4)) {
    return NoDay();
  }
  if (parts[2].size() == 2) {
    year += static_cast<int>(today.year()) / 100 * 100;
    if (absl::CivilDay(year, std::clamp(month, 1, 12), 1) > today) year -= 100;
  }
  const absl::CivilDay read(year, month, day);
  // What no calendar has comes out as another day.
  if (read.year() != year || read.month() != month || read.day() != day) {
    return absl::InvalidArgumentError("There is no such day; check the date");
  }
  return read;
}

absl::StatusOr<std::string> ReadBirthday(absl::string_view typed,
                                         absl::CivilDay today) {
  KITH_ASSIGN_OR_RETURN(const absl::CivilDay born, ReadDay(typed, today));
  if (born > today) {
    return absl::InvalidArgumentError(
        "This day is still to come; check the year");
  }
  if (born.year() < 1900) {
    return absl::InvalidArgumentError("Check the year");
  }
  return absl::FormatCivilTime(born);
}

absl::StatusOr<std::string> ReadExpectedDay(absl::string_view typed,
                                            absl::CivilDay today) {
  KITH_ASSIGN_OR_RETURN(const absl::CivilDay expected,
                        ReadDay(typed, today + kLongestAhead));
  if (expected > today + kLongestAhead || expected < today - kLongestPast) {
    return absl::InvalidArgumentError(
        "No child can be expected on this day now; check the date");
  }
  return absl::FormatCivilTime(expected);
}

}  // namespace kith::console
