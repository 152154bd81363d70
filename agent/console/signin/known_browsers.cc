// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/known_browsers.h"

#include <arpa/inet.h>

#include <cstdint>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "agent/console/signin/accounts.h"
#include "keys/secret.h"

namespace kith::console {
namespace {

constexpr std::size_t kRandomBytes = 16;
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kHeadBytes = kRandomBytes + kTimeBytes;
constexpr std::size_t kPrefixBytes = 8;  // A /64.

std::string Seal(absl::string_view key, const config::v1::Account& account,
                 absl::string_view head) {
  return HmacSha256(key, JoinFields({"kith/v1/console-device",
                                     HashBytes(StampOf(account)), head}));
}

absl::Time MadeAt(absl::string_view head) {
  std::uint64_t seconds = 0;
  for (const char byte : head.substr(kRandomBytes)) {
    seconds = seconds << 8 | static_cast<unsigned char>(byte);
  }
  return absl::FromUnixSeconds(static_cast<std::int64_t>(seconds));
}

}  // namespace

Hash StampOf(const config::v1::Account& account) {
  return Sha256(JoinFields({"kith/v1/console-account", account.name(),
                            account.password(), account.totp_secret()}));
}

std::string NewDevice(absl::string_view key, const config::v1::Account& account,
                      absl::Time now, Random& random) {
  const std::string head = absl::StrCat(
      random.Bytes(kRandomBytes),
      BigEndian64(static_cast<std::uint64_t>(absl::ToUnixSeconds(now))));
  return absl::WebSafeBase64Escape(
      absl::StrCat(head, Seal(key, account, head)));
}

std::optional<std::string> DeviceOf(absl::string_view key,
                                    const config::v1::Account& account,
                                    absl::string_view device, absl::Time now) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(device, &bytes) ||
      bytes.size() != kHeadBytes + kHashBytes) {
    return std::nullopt;
  }
  const std::string head = bytes.substr(0, kHeadBytes);
  const bool ours =
      EqualInConstantTime(bytes.substr(kHeadBytes), Seal(key, account, head)) &&
      now - MadeAt(head) < kDeviceLasts;
  return ours ? std::optional(head.substr(0, kRandomBytes)) : std::nullopt;
}

std::string PlaceOfPeer(absl::string_view peer) {
  const std::string text(peer);
  in_addr four;
  if (inet_pton(AF_INET, text.c_str(), &four) == 1) {
    return std::string(reinterpret_cast<const char*>(&four), sizeof four);
  }
  in6_addr six;
  if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return "?";
  const char* const bytes = reinterpret_cast<const char*>(&six);
  // An IPv4 address written as IPv6 is the same place.
  if (IN6_IS_ADDR_V4MAPPED(&six)) {
    return std::string(bytes + sizeof six - sizeof four, sizeof four);
  }
  return std::string(bytes, kPrefixBytes);
}

}  // namespace kith::console
