// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/cookies.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace kith::console {
namespace {

constexpr std::size_t kLongestHeader = 8 * 1024;
constexpr std::size_t kLongestValue = 512;
// Lax: the provider sends the browser back here from its own site.
constexpr char kAttributes[] = "; Secure; HttpOnly; SameSite=Lax; Path=/";

bool IsValue(absl::string_view value) {
  return !value.empty() && value.size() <= kLongestValue &&
         std::all_of(value.begin(), value.end(), [](unsigned char byte) {
           return absl::ascii_isalnum(byte) || byte == '_' || byte == '-';
         });
}

}  // namespace

absl::StatusOr<std::string> CookieIn(absl::string_view header,
                                     absl::string_view name) {
  if (header.size() > kLongestHeader) {
    return absl::InvalidArgumentError("the browser sent too many cookies");
  }
  bool found = false;
  absl::string_view value;
  for (absl::string_view pair : absl::StrSplit(header, ';')) {
    pair = absl::StripAsciiWhitespace(pair);
    const std::size_t equals = pair.find('=');
    if (pair.substr(0, equals) != name) continue;
    // Which of two is ours cannot be told, so that neither is.
    if (found) {
      return absl::InvalidArgumentError("the browser sent a cookie twice");
    }
    found = true;
    value = equals == absl::string_view::npos ? absl::string_view()
                                              : pair.substr(equals + 1);
  }
  if (!found) return absl::NotFoundError("no such cookie");
  if (!IsValue(value)) {
    return absl::InvalidArgumentError("a cookie that is none of ours");
  }
  return std::string(value);
}

std::string SetCookie(absl::string_view name, absl::string_view value,
                      absl::Duration lasts) {
  std::string cookie = absl::StrCat(name, "=", value, kAttributes);
  if (lasts != absl::InfiniteDuration()) {
    absl::StrAppend(&cookie, "; Max-Age=", absl::ToInt64Seconds(lasts));
  }
  return cookie;
}

std::string ForgetCookie(absl::string_view name) {
  return SetCookie(name, "", absl::ZeroDuration());
}

}  // namespace kith::console
