// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_SIGNED_TOKEN_H_
#define KITH_AGENT_CONSOLE_SIGNIN_SIGNED_TOKEN_H_

#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kith::console {

// The payload of a compact JWS (RFC 7515) whose signature holds under the key
// of `keys` that its header names. The rules for header and key, and the codes,
// are CheckIdToken()'s.
absl::StatusOr<std::string> SignedPayload(absl::string_view token,
                                          const nlohmann::json& keys);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_SIGNED_TOKEN_H_
