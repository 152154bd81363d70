// SPDX-License-Identifier: Apache-2.0
#include "keys/wrapped_key.h"

#include <sodium.h>

#include <utility>

#include "absl/base/const_init.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/sealing.h"

namespace kith {
namespace {

constexpr unsigned long long kPasses = 3;
constexpr std::size_t kMemoryBytes = std::size_t{64} << 20;
constexpr std::size_t kSaltBytes = crypto_pwhash_SALTBYTES;

// One at a time, so that many wrong passphrases at once cannot take the
// memory.
absl::Mutex one_at_a_time(absl::kConstInit);

absl::StatusOr<Secret> KeyOf(const Secret& passphrase, absl::string_view salt) {
  absl::MutexLock lock(&one_at_a_time);
  std::string key(kSealingKeyBytes, '\0');
  const int failed =
      crypto_pwhash(reinterpret_cast<unsigned char*>(key.data()), key.size(),
                    passphrase.Expose().data(), passphrase.size(),
                    reinterpret_cast<const unsigned char*>(salt.data()),
                    kPasses, kMemoryBytes, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) {
    return absl::ResourceExhaustedError(
        "no memory for the passphrase's key; try again");
  }
  Secret secret = Secret::FromBytes(key);
  WipeString(key);
  return secret;
}

std::string BoundTo(absl::string_view owner, absl::string_view public_key) {
  return JoinFields({"kith/v1/wrapped-key", owner, public_key});
}

}  // namespace

absl::StatusOr<WrappedKey> MakeWrappedKey(const Secret& passphrase,
                                          absl::string_view owner,
                                          Random& random) {
  if (passphrase.size() < kShortestPassphraseBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("passphrase: at least ", kShortestPassphraseBytes,
                     " characters; three or four words do well"));
  }
  const Signer signer = Signer::Generate(random);
  WrappedKey wrapped{.public_key = signer.public_key(),
                     .salt = random.Bytes(kSaltBytes),
                     .sealed = {}};
  KITH_ASSIGN_OR_RETURN(const Secret key, KeyOf(passphrase, wrapped.salt));
  wrapped.sealed = Seal(key.Expose(), signer.seed().Expose(),
                        BoundTo(owner, wrapped.public_key), random);
  return wrapped;
}

absl::StatusOr<Signer> Unwrap(const WrappedKey& wrapped,
                              const Secret& passphrase,
                              absl::string_view owner) {
  if (wrapped.salt.size() != kSaltBytes) {
    return absl::DataLossError("the key's salt has a wrong length");
  }
  KITH_ASSIGN_OR_RETURN(const Secret key, KeyOf(passphrase, wrapped.salt));
  absl::StatusOr<std::string> seed =
      Unseal(key.Expose(), wrapped.sealed, BoundTo(owner, wrapped.public_key));
  if (!seed.ok()) {
    return absl::PermissionDeniedError("that is not your passphrase");
  }
  const Secret secret = Secret::FromBytes(*seed);
  WipeString(*seed);
  return Signer::FromSeed(secret);
}

}  // namespace kith
