// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_TOTP_H_
#define KITH_AGENT_CONSOLE_SIGNIN_TOTP_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

// The codes of an authenticator app (RFC 6238: SHA-1, 30 seconds, 6 digits);
// by liboath.
namespace kith::console {

inline constexpr std::size_t kTotpSecretBytes = 20;

// Base32 (RFC 4648), and back. FromBase32: INVALID_ARGUMENT unless it is that,
// of at least 16 bytes.
std::string ToBase32(absl::string_view bytes);
absl::StatusOr<std::string> FromBase32(absl::string_view text);

// The code for the 30 seconds that `at` lies in; empty if liboath fails.
std::string TotpCode(const std::string& secret, absl::Time at);

// Which 30 seconds since 1970 `code` stands for: those of `now`, before or
// after. None if it is no code of that secret for them. The same work whatever
// the code is.
std::optional<std::uint64_t> TotpStep(const std::string& secret,
                                      absl::string_view code, absl::Time now);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_TOTP_H_
