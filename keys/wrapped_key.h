// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_WRAPPED_KEY_H_
#define KITH_KEYS_WRAPPED_KEY_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/base/random.h"
#include "keys/secret.h"
#include "keys/signer.h"

namespace kith {

// Fewer bytes than this and a passphrase is not taken.
inline constexpr std::size_t kShortestPassphraseBytes = 12;

// A person's own signing key as it is kept: its seed sealed under a key that
// Argon2id (RFC 9106, version 1.3; 64 MiB, three passes, one lane) makes of
// their passphrase and the salt.
struct WrappedKey {
  std::string public_key;  // 32 bytes.
  std::string salt;        // 16 bytes.
  std::string sealed;      // 32 bytes and what sealing adds.
};

// A new key. `owner` is bound to it: under another it does not open.
// INVALID_ARGUMENT, with the next step, for a passphrase that is too short;
// RESOURCE_EXHAUSTED if there is no memory for Argon2id.
absl::StatusOr<WrappedKey> MakeWrappedKey(const Secret& passphrase,
                                          absl::string_view owner,
                                          Random& random);

// PERMISSION_DENIED if that is not the passphrase, or not the owner;
// RESOURCE_EXHAUSTED as above. Takes some tenths of a second.
absl::StatusOr<Signer> Unwrap(const WrappedKey& wrapped,
                              const Secret& passphrase,
                              absl::string_view owner);

}  // namespace kith

#endif  // KITH_KEYS_WRAPPED_KEY_H_
