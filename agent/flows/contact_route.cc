// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/contact_route.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace kith::agent {
namespace {

constexpr int kFewestDigits = 6;

// "ext", "extension" and "x" are the only words in a number.
bool IsTelephone(absl::string_view text) {
  int digits = 0;
  for (const absl::string_view word :
       absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const std::string lower = absl::AsciiStrToLower(word);
    if (lower == "ext" || lower == "ext." || lower == "extension" ||
        lower == "x") {
      continue;
    }
    for (const char c : word) {
      if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
        ++digits;
      } else if (!absl::StrContains("+()-./", c)) {
        return false;
      }
    }
  }
  return digits >= kFewestDigits;
}

bool IsOneWord(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c));
  });
}

bool IsEmail(absl::string_view text) {
  const std::size_t at = text.find('@');
  return IsOneWord(text) && at != absl::string_view::npos && at > 0 &&
         text.find('@', at + 1) == absl::string_view::npos &&
         absl::StrContains(text.substr(at + 1), '.');
}

}  // namespace

bool IsContactRoute(absl::string_view text) {
  return IsTelephone(text) || IsEmail(text) ||
         (absl::StartsWith(text, "https://") && IsOneWord(text));
}

bool IsPlainLine(absl::string_view text) {
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 point;
    U8_NEXT(text.data(), at, size, point);
    if (point < 0) return false;
    const auto kind = u_charType(point);
    if (kind == U_CONTROL_CHAR || kind == U_FORMAT_CHAR ||
        kind == U_LINE_SEPARATOR || kind == U_PARAGRAPH_SEPARATOR) {
      return false;
    }
  }
  return true;
}

}  // namespace kith::agent
