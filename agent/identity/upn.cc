// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/upn.h"

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "agent/identity/without_spaces.h"

namespace kith::agent {
namespace {

constexpr absl::string_view kLetters = "ABCDEFGHJKLMNPQRTUVWXYZ";
constexpr std::size_t kBytes = 13;

bool IsDigit(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}

}  // namespace

char UpnCheckLetter(absl::string_view twelve) {
  if (twelve.size() != kBytes - 1) return '\0';
  std::size_t sum = 0;
  for (std::size_t i = 0; i < twelve.size(); ++i) {
    const bool last = i + 1 == twelve.size();
    const std::size_t letter = kLetters.find(twelve[i]);
    const bool is_letter = last && letter != absl::string_view::npos;
    if (!is_letter && !IsDigit(twelve[i])) return '\0';
    const std::size_t value =
        is_letter ? letter : static_cast<std::size_t>(twelve[i] - '0');
    sum += (i + 2) * value;  // The first weight is 2.
  }
  return kLetters[sum % kLetters.size()];
}

absl::StatusOr<std::string> NormaliseUpn(absl::string_view text) {
  std::string upn = WithoutSpaces(text);
  absl::AsciiStrToUpper(&upn);
  const char check = upn.size() == kBytes
                         ? UpnCheckLetter(absl::string_view(upn).substr(1))
                         : '\0';
  if (check == '\0' || !absl::ascii_isupper(static_cast<unsigned char>(upn[0])))
    return absl::InvalidArgumentError(
        "UPN: not a letter and twelve digits, the last of which may be a "
        "letter");
  if (upn[0] != check) {
    return absl::InvalidArgumentError("UPN: wrong check letter");
  }
  return upn;
}

}  // namespace kith::agent
