// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_OPRF_SHARES_H_
#define KITH_KEYS_OPRF_SHARES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/base/random.h"
#include "keys/oprf/voprf.h"

// One token key among several key holders, any two of whom suffice: Shamir's
// sharing with a line over the scalars of ristretto255, k_i = k + a * i. The
// asker names two; each evaluates under lambda * k_i, its share weighed for
// that pair, and proves it by RFC 9497 against the pinned lambda * P_i. The sum
// of both is what the whole key gives: k = lambda_i * k_i + lambda_j * k_j.
//
// RFC 9497 itself says nothing about a key in shares (docs/threat-model.md).
namespace kith::oprf {

inline constexpr std::uint32_t kMostShares = 16;

// A key that was split and is nowhere any more. Index i stands at shares[i -
// 1].
struct Dealt {
  std::string public_key;             // Of the whole key, 32 bytes.
  std::vector<EvaluationKey> shares;  // Each with its public key, P_i.
};

// Draws a key and splits it. INVALID_ARGUMENT unless 2 to kMostShares
// `holders`.
absl::StatusOr<Dealt> Deal(std::uint32_t holders, Random& random);

// The share of `index`, weighed for a pair with `with`: what that key holder
// evaluates under. INVALID_ARGUMENT unless both are 1 to kMostShares and
// differ.
absl::StatusOr<EvaluationKey> WeighedShare(const EvaluationKey& share,
                                           std::uint32_t index,
                                           std::uint32_t with);

// The public key of the same, from P_i alone. INVALID_ARGUMENT as above, and
// for a public key that is none.
absl::StatusOr<std::string> WeighedPublicKey(absl::string_view public_key,
                                             std::uint32_t index,
                                             std::uint32_t with);

// Elements of both of a pair, added one by one. Each must have passed Verify()
// for its key. INVALID_ARGUMENT if they are not as many, or one is
// unacceptable; PERMISSION_DENIED if two of them cancel.
absl::StatusOr<std::string> SumOfPair(absl::string_view first,
                                      absl::string_view second);

}  // namespace kith::oprf

#endif  // KITH_KEYS_OPRF_SHARES_H_
