// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_SEALING_H_
#define KITH_KEYS_SEALING_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/base/random.h"

namespace kith {

// XChaCha20-Poly1305 under a 32-byte key, a random 24-byte nonce in front.
inline constexpr std::size_t kSealingKeyBytes = 32;
inline constexpr std::size_t kSealingOverheadBytes = 24 + 16;

std::string Seal(absl::string_view key, absl::string_view plain,
                 absl::string_view associated, Random& random);

// DATA_LOSS if `sealed` was not made by Seal() with this key and these
// associated data.
absl::StatusOr<std::string> Unseal(absl::string_view key,
                                   absl::string_view sealed,
                                   absl::string_view associated);

}  // namespace kith

#endif  // KITH_KEYS_SEALING_H_
