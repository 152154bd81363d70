// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TOKEN_H_
#define KITH_KEYS_TOKEN_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kith {

// Token slots of one subject in one epoch, empty ones included.
inline constexpr std::size_t kTokenSlots = 16;

// A match key's stand-in: what the index is searched by. Says nothing about a
// person to anybody without the key holders. Still personal data: no <<.
class Token {
 public:
  static constexpr std::size_t kBytes = 32;

  // INVALID_ARGUMENT unless exactly kBytes.
  static absl::StatusOr<Token> FromBytes(absl::string_view bytes);

  absl::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), kBytes};
  }
  friend auto operator<=>(const Token&, const Token&) = default;

 private:
  std::array<unsigned char, kBytes> bytes_{};
};

// What opens a question about the same match key. Never leaves an agent.
// Wiped when dropped.
class CapsuleKey {
 public:
  static constexpr std::size_t kBytes = 32;

  static absl::StatusOr<CapsuleKey> FromBytes(absl::string_view bytes);
  CapsuleKey(const CapsuleKey&) = default;
  CapsuleKey& operator=(const CapsuleKey&) = default;
  ~CapsuleKey();

  absl::string_view Expose() const {
    return {reinterpret_cast<const char*>(bytes_.data()), kBytes};
  }

 private:
  CapsuleKey() = default;
  std::array<unsigned char, kBytes> bytes_{};
};

// The two values taken from one OPRF output.
struct TokenPair {
  Token token;
  CapsuleKey capsule_key;
};

// Takes both values from a 64-byte OPRF output (docs/spec/tokens.md):
//   token       = HKDF-SHA-256(output, salt "", info "kith/v1/token"   || u32
//   epoch) capsule key = HKDF-SHA-256(output, salt "", info "kith/v1/capsule"
//   || u32 epoch)
TokenPair DeriveTokenPair(absl::string_view oprf_output, std::uint32_t epoch);

}  // namespace kith

#endif  // KITH_KEYS_TOKEN_H_
