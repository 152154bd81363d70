// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_STRICT_JSON_H_
#define KITH_AGENT_CONSOLE_SIGNIN_STRICT_JSON_H_

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// JSON from the provider, read so that two readers cannot read it otherwise.
namespace kith::console {

// An object. INVALID_ARGUMENT, without a word of its content, if `text` is over
// `most` bytes, is no JSON object or no UTF-8, is nested deeper than 16, or any
// object in it has a key twice.
absl::StatusOr<nlohmann::json> ParseObject(absl::string_view text,
                                           std::size_t most);

// The member if it is a string; empty if there is none. INVALID_ARGUMENT,
// naming the key, if it is something else.
absl::StatusOr<std::string> StringIn(const nlohmann::json& object,
                                     const char* key);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_STRICT_JSON_H_
