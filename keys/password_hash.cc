// SPDX-License-Identifier: Apache-2.0
#include "keys/password_hash.h"

#include <sodium.h>

#include <cerrno>

#include "absl/strings/match.h"

namespace kith {
namespace {

constexpr unsigned long long kPasses = 3;
constexpr std::size_t kMemoryBytes = std::size_t{64} << 20;
constexpr char kPrefix[] = "$argon2id$v=19$m=65536,t=3,p=1$";

}  // namespace

absl::StatusOr<std::string> HashPassword(const Secret& password) {
  char hash[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(hash, password.Expose().data(), password.size(),
                            kPasses, kMemoryBytes,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return absl::ResourceExhaustedError("no memory to hash a password");
  }
  return std::string(hash);
}

bool IsPasswordHash(absl::string_view hash) {
  return absl::StartsWith(hash, kPrefix) &&
         hash.size() < crypto_pwhash_STRBYTES &&
         hash.find('\0') == absl::string_view::npos;
}

absl::Status CheckPasswordHash(const std::string& hash,
                               const Secret& password) {
  if (!IsPasswordHash(hash)) {
    return absl::UnauthenticatedError("not a password's hash");
  }
  errno = 0;
  if (crypto_pwhash_str_verify(hash.c_str(), password.Expose().data(),
                               password.size()) == 0) {
    return absl::OkStatus();
  }
  // Libsodium has one answer for both; only malloc leaves this.
  if (errno == ENOMEM) {
    return absl::ResourceExhaustedError("no memory to check a password");
  }
  return absl::UnauthenticatedError("not that password");
}

}  // namespace kith
