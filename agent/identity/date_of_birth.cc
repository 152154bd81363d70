// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/date_of_birth.h"

#include <array>
#include <cstddef>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr std::size_t kMaxBytes = 64;
constexpr int kFirstYear = 1880;
constexpr int kLastYear = 2100;
constexpr std::array<absl::string_view, 12> kMonths = {
    "JANUARY", "FEBRUARY", "MARCH",     "APRIL",   "MAY",      "JUNE",
    "JULY",    "AUGUST",   "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"};
constexpr absl::string_view kNotKnown[] = {
    "UNKNOWN", "NOT KNOWN", "NOT-KNOWN",  "N/K",       "NK",  "N/A", "NA",
    "NONE",    "NULL",      "NOT STATED", "NOT GIVEN", "TBC", "TBA", "TBD"};

absl::Status Bad(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("date of birth: ", why));
}

bool IsDigits(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  return !text.empty();
}

// 1 to 12 for a month's name or its first three letters or more; 0 if none.
int MonthNamed(absl::string_view word) {
  if (word == "SEPT") return 9;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (word.size() >= 3 && absl::StartsWith(kMonths[i], word)) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

// Exports of databases add a time to every date: "2014-03-09T00:00:00".
absl::string_view WithoutTime(absl::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == absl::string_view::npos) return text;
  const std::size_t cut = text.find_last_of(" T", colon);
  return cut == absl::string_view::npos ? text : text.substr(0, cut);
}

absl::string_view WithoutOrdinal(absl::string_view word) {
  if (word.size() < 3 || word.size() > 4) return word;
  const absl::string_view end = word.substr(word.size() - 2);
  const bool ordinal = end == "ST" || end == "ND" || end == "RD" || end == "TH";
  const absl::string_view number = word.substr(0, word.size() - 2);
  return ordinal && IsDigits(number) ? number : word;
}

int Number(absl::string_view digits) {
  int number = 0;
  return digits.size() <= 4 && absl::SimpleAtoi(digits, &number) ? number : -1;
}

// What databases and spreadsheets hold for "no date", and what people type.
bool IsPlaceholder(int year, int month, int day) {
  if (year == 0 && month == 0 && day == 0) return true;
  if (year == 1753 || year == 1800 || year == 9999) return true;
  if (year == 1111 && month == 11 && day == 11) return true;
  if (year == 1899 && month == 12 && day >= 30) return true;
  if ((year == 2099 || year == 2999) && month == 12 && day == 31) return true;
  const bool first_year = year == 1 || year == 1900 || year == 1901;
  return first_year && month <= 1 && day <= 1;
}

// `month` and `day` are 0 if not given.
absl::StatusOr<DateOfBirth> Make(int year, int month, int day) {
  if (IsPlaceholder(year, month, day)) return DateOfBirth{};
  if (year < kFirstYear || year > kLastYear) return Bad("year out of range");
  if (month > 12) return Bad("no such month");
  const bool weak = day == 0 || (day == 1 && month == 1);
  const DateOfBirth date{year, month, day,
                         weak ? DateQuality::kWeak : DateQuality::kFull};
  if (!IsConsistent(date)) return Bad("no such day in that month");
  return date;
}

absl::StatusOr<DateOfBirth> FromEightDigits(absl::string_view d,
                                            DateOrder order) {
  if (order == DateOrder::kYearFirst) {
    return Make(Number(d.substr(0, 4)), Number(d.substr(4, 2)),
                Number(d.substr(6, 2)));
  }
  const int first = Number(d.substr(0, 2));
  const int second = Number(d.substr(2, 2));
  const int year = Number(d.substr(4, 4));
  return order == DateOrder::kDayFirst ? Make(year, second, first)
                                       : Make(year, first, second);
}

absl::StatusOr<DateOfBirth> FromTwoParts(absl::string_view a,
                                         absl::string_view b) {
  if (a.size() == 4 && IsDigits(a)) {
    const int month = IsDigits(b) ? Number(b) : MonthNamed(b);
    return month < 1 ? Bad("not a date") : Make(Number(a), month, 0);
  }
  if (b.size() != 4 || !IsDigits(b)) return Bad("not a date");
  const int month = IsDigits(a) ? Number(a) : MonthNamed(a);
  return month < 1 ? Bad("not a date") : Make(Number(b), month, 0);
}

absl::StatusOr<DateOfBirth> FromThreeParts(absl::string_view a,
                                           absl::string_view b,
                                           absl::string_view c,
                                           DateOrder order) {
  const bool year_first = IsDigits(a) && a.size() == 4;
  if (year_first) std::swap(a, c);  // Now day, month, year.
  if (MonthNamed(a) != 0) std::swap(a, b);
  const bool named = MonthNamed(b) != 0;
  if (!IsDigits(a) || !IsDigits(c) || (!named && !IsDigits(b))) {
    return Bad("not a date");
  }
  if (c.size() != 4) return Bad("the year needs four digits");
  if (a.size() > 2 || (!named && b.size() > 2)) return Bad("not a date");
  if (named) return Make(Number(c), MonthNamed(b), Number(a));
  const bool month_first = !year_first && order == DateOrder::kMonthFirst;
  return month_first ? Make(Number(c), Number(a), Number(b))
                     : Make(Number(c), Number(b), Number(a));
}

}  // namespace

bool IsConsistent(const DateOfBirth& date) {
  if (date.quality == DateQuality::kNone) return date == DateOfBirth{};
  if (date.year < kFirstYear || date.year > kLastYear) return false;
  if (date.month < 0 || date.month > 12 || date.day < 0) return false;
  if (date.day == 0) return date.quality == DateQuality::kWeak;
  const absl::CivilDay civil(date.year, date.month, date.day);
  if (civil.month() != date.month || civil.day() != date.day) return false;
  const bool january_first = date.month == 1 && date.day == 1;
  return january_first == (date.quality == DateQuality::kWeak);
}

absl::StatusOr<DateOfBirth> ParseDateOfBirth(absl::string_view text,
                                             DateOrder order) {
  if (text.size() > kMaxBytes) return Bad("too long");
  const std::string upper =
      absl::AsciiStrToUpper(absl::StripAsciiWhitespace(text));
  for (const absl::string_view word : kNotKnown) {
    if (upper == word) return DateOfBirth{};
  }
  std::vector<absl::string_view> parts = absl::StrSplit(
      WithoutTime(upper), absl::ByAnyChar(" /.-,"), absl::SkipEmpty());
  for (absl::string_view& part : parts) part = WithoutOrdinal(part);
  if (parts.empty() && upper.empty()) return DateOfBirth{};
  if (parts.size() == 1 && IsDigits(parts[0])) {
    if (parts[0].size() == 8) return FromEightDigits(parts[0], order);
    if (parts[0].size() == 4) return Make(Number(parts[0]), 0, 0);
  }
  if (parts.size() == 2) return FromTwoParts(parts[0], parts[1]);
  if (parts.size() == 3) {
    return FromThreeParts(parts[0], parts[1], parts[2], order);
  }
  return Bad("not a date");
}

std::string FormatDateOfBirth(const DateOfBirth& date) {
  if (date.quality == DateQuality::kNone) return "";
  if (date.month == 0) return absl::StrFormat("%04d", date.year);
  if (date.day == 0) return absl::StrFormat("%04d-%02d", date.year, date.month);
  return absl::StrFormat("%04d-%02d-%02d", date.year, date.month, date.day);
}

}  // namespace kith::agent
