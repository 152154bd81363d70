// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_URL_TEXT_H_
#define KITH_AGENT_CONSOLE_SIGNIN_URL_TEXT_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Forms and queries, application/x-www-form-urlencoded; by libcurl.
namespace kith::console {

// "a=1&b=%20".
std::string FormOf(
    const std::vector<std::pair<std::string, std::string>>& fields);

// One name or value of it.
std::string UrlEncoded(absl::string_view text);

// The fields of a query. INVALID_ARGUMENT, without their content, if it is over
// 8 KiB, has over 32 fields, one twice, or a control character.
absl::StatusOr<std::map<std::string, std::string>> FieldsOf(
    absl::string_view query);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_URL_TEXT_H_
