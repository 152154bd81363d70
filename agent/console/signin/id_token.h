// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_ID_TOKEN_H_
#define KITH_AGENT_CONSOLE_SIGNIN_ID_TOKEN_H_

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

// The token by which the provider says who signed in: a signed JWT (RFC 7519),
// checked as OpenID Connect Core 1.0, 3.1.3.7 wants. Pure: no clock, no
// network.
namespace kith::console {

inline constexpr std::size_t kMostTokenBytes = 64 * 1024;
// How far the provider's clock may be from ours.
inline constexpr absl::Duration kClockLeeway = absl::Seconds(60);

// What a token must be for.
struct TokenExpected {
  std::string issuer;
  std::string client_id;
  std::string nonce;         // Empty: none was sent (a refreshed token).
  std::string subject;       // Empty: anybody's.
  std::string access_token;  // What at_hash, if there is one, is of.
  absl::Time now;
};

// The claims of a token that holds. `keys` is the provider's JWK set: an object
// with "keys". Algorithms are RS256, PS256 and ES256, each with a key of its
// kind only; what else the header says (jwk, jku, x5u, x5c) is ignored; a
// header with "crit" or "b64" is refused. NOT_FOUND if no key fits the token's
// kid: fetch the set again; UNAUTHENTICATED, without a claim's value, for
// everything else that is wrong.
absl::StatusOr<nlohmann::json> CheckIdToken(absl::string_view token,
                                            const nlohmann::json& keys,
                                            const TokenExpected& expected);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_ID_TOKEN_H_
