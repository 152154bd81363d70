// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PASSWORD_HASH_H_
#define KITH_KEYS_PASSWORD_HASH_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/secret.h"

// A password as it is kept: Argon2id (RFC 9106, version 1.3; 64 MiB, three
// passes, one lane) with a random salt, as
// "$argon2id$v=19$m=65536,t=3,p=1$...". Both take some tenths of a second and
// 64 MiB: the caller bounds how many run at once.
namespace kith {

// RESOURCE_EXHAUSTED if there is no memory for it.
absl::StatusOr<std::string> HashPassword(const Secret& password);

// True if `hash` is one that HashPassword() makes, with these settings: another
// would cost an attacker less, or the caller more memory than it counted on.
bool IsPasswordHash(absl::string_view hash);

// OK if it is that password; UNAUTHENTICATED if not, or if `hash` is none;
// RESOURCE_EXHAUSTED if there is no memory to tell.
absl::Status CheckPasswordHash(const std::string& hash, const Secret& password);

}  // namespace kith

#endif  // KITH_KEYS_PASSWORD_HASH_H_
