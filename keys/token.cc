// SPDX-License-Identifier: Apache-2.0
#include "keys/token.h"

#include <sodium.h>

#include <cstring>

#include "absl/strings/str_cat.h"
#include "keys/hash.h"
#include "keys/secret.h"

namespace kith {

absl::StatusOr<Token> Token::FromBytes(absl::string_view bytes) {
  if (bytes.size() != kBytes) {
    return absl::InvalidArgumentError("a token has 32 bytes");
  }
  Token token;
  std::memcpy(token.bytes_.data(), bytes.data(), kBytes);
  return token;
}

absl::StatusOr<CapsuleKey> CapsuleKey::FromBytes(absl::string_view bytes) {
  if (bytes.size() != kBytes) {
    return absl::InvalidArgumentError("a capsule key has 32 bytes");
  }
  CapsuleKey key;
  std::memcpy(key.bytes_.data(), bytes.data(), kBytes);
  return key;
}

CapsuleKey::~CapsuleKey() { sodium_memzero(bytes_.data(), kBytes); }

TokenPair DeriveTokenPair(absl::string_view oprf_output, std::uint32_t epoch) {
  const std::string token = HkdfSha256(
      oprf_output, "", absl::StrCat("kith/v1/token", BigEndian32(epoch)),
      Token::kBytes);
  std::string capsule_key = HkdfSha256(
      oprf_output, "", absl::StrCat("kith/v1/capsule", BigEndian32(epoch)),
      CapsuleKey::kBytes);
  TokenPair pair{*Token::FromBytes(token), *CapsuleKey::FromBytes(capsule_key)};
  WipeString(capsule_key);
  return pair;
}

}  // namespace kith
