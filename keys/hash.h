// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HASH_H_
#define KITH_KEYS_HASH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace kith {

inline constexpr std::size_t kHashBytes = 32;
using Hash = std::array<unsigned char, kHashBytes>;

// SHA-256 (FIPS 180-4) of the parts one after another.
Hash Sha256(absl::Span<const absl::string_view> parts);
Hash Sha256(absl::string_view bytes);

// HMAC-SHA-256 (RFC 2104), 32 bytes.
std::string HmacSha256(absl::string_view key, absl::string_view message);

// HKDF-SHA-256 (RFC 5869), `size` bytes, at most 255 * 32.
std::string HkdfSha256(absl::string_view input, absl::string_view salt,
                       absl::string_view info, std::size_t size);

// A hash as a string of its 32 bytes, and back. FromBytes wants exactly 32.
std::string HashBytes(const Hash& hash);
absl::string_view HashView(const Hash& hash);
Hash HashFromBytes(absl::string_view bytes);

// Length-prefixed fields, so that no two lists of fields are the same bytes:
// for each part, its length as 4 bytes big-endian, then the part.
std::string JoinFields(absl::Span<const absl::string_view> parts);

// Integers as big-endian bytes.
std::string BigEndian64(std::uint64_t value);
std::string BigEndian32(std::uint32_t value);

}  // namespace kith

#endif  // KITH_KEYS_HASH_H_
