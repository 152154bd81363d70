// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/totp.h"

#include <liboath/oath.h>

#include <cstdlib>

#include "absl/status/status.h"
#include "keys/secret.h"

namespace kith::console {
namespace {

constexpr unsigned kStepSeconds = 30;
constexpr unsigned kDigits = 6;
constexpr std::size_t kShortestSecret = 16;
// A code is still typed when the next has begun, and clocks differ.
constexpr int kStepsAround = 1;

}  // namespace

std::string ToBase32(absl::string_view bytes) {
  char* text = nullptr;
  std::size_t size = 0;
  if (oath_base32_encode(bytes.data(), bytes.size(), &text, &size) != OATH_OK) {
    return "";
  }
  std::string encoded(text, size);
  std::free(text);
  return encoded;
}

absl::StatusOr<std::string> FromBase32(absl::string_view text) {
  char* bytes = nullptr;
  std::size_t size = 0;
  if (oath_base32_decode(text.data(), text.size(), &bytes, &size) != OATH_OK) {
    return absl::InvalidArgumentError("not base32");
  }
  std::string decoded(bytes, size);
  std::free(bytes);
  if (decoded.size() < kShortestSecret) {
    return absl::InvalidArgumentError("shorter than 16 bytes");
  }
  return decoded;
}

std::string TotpCode(const std::string& secret, absl::Time at) {
  char code[kDigits + 1] = {};
  if (oath_totp_generate(secret.data(), secret.size(), absl::ToTimeT(at),
                         kStepSeconds, OATH_TOTP_DEFAULT_START_TIME, kDigits,
                         code) != OATH_OK) {
    return "";
  }
  return code;
}

std::optional<std::uint64_t> TotpStep(const std::string& secret,
                                      absl::string_view code, absl::Time now) {
  std::optional<std::uint64_t> step;
  for (int around = -kStepsAround; around <= kStepsAround; ++around) {
    const absl::Time at = now + around * absl::Seconds(kStepSeconds);
    const std::string wanted = TotpCode(secret, at);
    if (!wanted.empty() && EqualInConstantTime(wanted, code)) {
      step = static_cast<std::uint64_t>(absl::ToUnixSeconds(at)) / kStepSeconds;
    }
  }
  return step;
}

}  // namespace kith::console
