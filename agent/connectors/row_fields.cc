// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/row_fields.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace kith::agent {
namespace {

using config::v1::Entry;

constexpr std::size_t kMaxListed = 16;
constexpr std::size_t kMaxDateBytes = 64;

// Spreadsheets leave no-break spaces at the ends as well as blanks.
absl::string_view Trim(absl::string_view text) {
  constexpr absl::string_view kNoBreak = "\xC2\xA0";
  text = absl::StripAsciiWhitespace(text);
  while (absl::StartsWith(text, kNoBreak)) {
    text = absl::StripAsciiWhitespace(text.substr(kNoBreak.size()));
  }
  while (absl::EndsWith(text, kNoBreak)) {
    text = absl::StripAsciiWhitespace(
        text.substr(0, text.size() - kNoBreak.size()));
  }
  return text;
}

std::string ThroughWords(const Entry& entry, absl::string_view text) {
  for (const config::v1::Word& word : entry.word()) {
    if (absl::EqualsIgnoreCase(Trim(word.from()), text)) return word.to();
  }
  if (!text.empty() && !entry.otherwise().empty()) return entry.otherwise();
  return std::string(text.data(), text.size());
}

std::string ColumnOf(const Entry& entry) {
  if (!entry.has_column()) return "(constant)";
  const absl::string_view name = absl::StripAsciiWhitespace(entry.column());
  return std::string(name.data(), name.size());
}

}  // namespace

std::string RowFields::Raw(const Entry& entry) const {
  if (fault_.has_value()) return "";
  if (entry.has_constant()) return entry.constant();
  if (!entry.has_column()) return "";
  const auto column = columns_.find(absl::StripAsciiWhitespace(entry.column()));
  if (column == columns_.end()) return "";
  return row_.fields[column->second];
}

void RowFields::Refuse(const Entry& entry, absl::string_view reason) {
  if (fault_.has_value()) return;
  fault_ = {ColumnOf(entry), std::string(reason.data(), reason.size())};
}

void RowFields::RefuseRow(absl::string_view reason) {
  if (fault_.has_value()) return;
  fault_ = {"", std::string(reason.data(), reason.size())};
}

std::string RowFields::Text(const Entry& entry, std::size_t most) {
  const std::string raw = Raw(entry);
  std::string text = ThroughWords(entry, Trim(raw));
  if (text.empty() && entry.required()) Refuse(entry, "missing value");
  if (text.size() > most) {
    Refuse(entry, absl::StrCat("longer than ", most, " bytes"));
  }
  return fault_.has_value() ? "" : text;
}

std::vector<std::string> RowFields::List(const Entry& entry,
                                         absl::string_view separators,
                                         std::size_t most) {
  const std::string raw = Raw(entry);
  std::vector<std::string> list;
  for (const absl::string_view part :
       absl::StrSplit(raw, absl::ByAnyChar(separators))) {
    std::string text = ThroughWords(entry, Trim(part));
    if (text.empty()) continue;
    if (text.size() > most) {
      Refuse(entry, absl::StrCat("longer than ", most, " bytes"));
    }
    if (list.size() == kMaxListed) Refuse(entry, "more than 16 values");
    list.push_back(std::move(text));
    if (fault_.has_value()) return {};
  }
  if (list.empty() && entry.required()) Refuse(entry, "missing value");
  return list;
}

DateOfBirth RowFields::Date(const Entry& entry) {
  const std::string text = Text(entry, kMaxDateBytes);
  const auto date = ParseDateOfBirth(text, order_);
  if (date.ok()) return *date;
  Refuse(entry, "not a date");
  return {};
}

DateOfBirth RowFields::DateIfReadable(const Entry& entry) {
  const std::string text = Text(entry, kMaxDateBytes);
  return ParseDateOfBirth(text, order_).value_or(DateOfBirth{});
}

std::optional<absl::CivilMonth> RowFields::Month(const Entry& entry) {
  const DateOfBirth date = Date(entry);
  if (date.quality == DateQuality::kNone) return std::nullopt;
  if (date.month == 0) Refuse(entry, "the date has no month");
  return absl::CivilMonth(date.year, date.month);
}

std::optional<absl::CivilDay> RowFields::Day(const Entry& entry) {
  const DateOfBirth date = Date(entry);
  if (date.quality == DateQuality::kNone) return std::nullopt;
  if (date.day == 0) Refuse(entry, "the date has no day");
  return absl::CivilDay(date.year, date.month, date.day);
}

}  // namespace kith::agent
