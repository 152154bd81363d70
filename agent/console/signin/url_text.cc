// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/url_text.h"

#include <curl/curl.h>

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "keys/base/status_macros.h"

namespace kith::console {
namespace {

constexpr std::size_t kLongestQuery = 8 * 1024;
constexpr std::size_t kMostFields = 32;

absl::Status Unreadable() {
  return absl::InvalidArgumentError(
      "the address cannot be read; begin again at the sign-in page");
}

absl::StatusOr<std::string> Decoded(absl::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  int size = 0;
  char* const plain = curl_easy_unescape(
      nullptr, spaced.data(), static_cast<int>(spaced.size()), &size);
  if (plain == nullptr) return Unreadable();
  std::string decoded(plain, static_cast<std::size_t>(size));
  curl_free(plain);
  const bool control =
      std::any_of(decoded.begin(), decoded.end(),
                  [](unsigned char byte) { return absl::ascii_iscntrl(byte); });
  if (control) return Unreadable();
  return decoded;
}

}  // namespace

std::string UrlEncoded(absl::string_view text) {
  if (text.empty()) return "";  // Libcurl would take 0 for "until the NUL".
  char* const escaped =
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size()));
  if (escaped == nullptr) return "";
  std::string encoded = escaped;
  curl_free(escaped);
  return encoded;
}

std::string FormOf(
    const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string form;
  for (const auto& [name, value] : fields) {
    absl::StrAppend(&form, form.empty() ? "" : "&", UrlEncoded(name), "=",
                    UrlEncoded(value));
  }
  return form;
}

absl::StatusOr<std::map<std::string, std::string>> FieldsOf(
    absl::string_view query) {
  std::map<std::string, std::string> fields;
  if (query.size() > kLongestQuery) return Unreadable();
  for (const absl::string_view pair :
       absl::StrSplit(query, '&', absl::SkipEmpty())) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    KITH_ASSIGN_OR_RETURN(std::string name, Decoded(pair.substr(0, equals)));
    KITH_ASSIGN_OR_RETURN(
        std::string value,
        Decoded(equals == pair.size() ? "" : pair.substr(equals + 1)));
    if (fields.size() == kMostFields ||
        !fields.emplace(std::move(name), std::move(value)).second) {
      return Unreadable();
    }
  }
  return fields;
}

}  // namespace kith::console
