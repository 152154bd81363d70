// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_OPRF_VOPRF_H_
#define KITH_KEYS_OPRF_VOPRF_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "keys/base/random.h"
#include "keys/oprf/scalar.h"
#include "keys/secret.h"

// The verifiable oblivious pseudorandom function of RFC 9497, mode 0x01
// (VOPRF), suite ristretto255-SHA512: an agency learns F(key, input) without
// the key, the key holder learns nothing of the input, and a proof shows that
// the pinned key was used. Curve arithmetic is libsodium's; this is the glue.
namespace kith::oprf {

inline constexpr std::size_t kElementBytes = 32;
inline constexpr std::size_t kProofBytes = 64;
inline constexpr std::size_t kOutputBytes = 64;

// True if `element` is the canonical encoding of a ristretto255 element other
// than the identity. Checked on everything received: libsodium 1.0.18 by
// itself accepts the identity and encodings with bit 255 set.
bool IsAcceptableElement(absl::string_view element);

// An element nobody knows the discrete logarithm of: what an empty slot sends.
std::string RandomElement(Random& random);

struct Blinding {
  std::string element;  // kElementBytes; goes to the key holder.
  Scalar blind;         // stays.
};

// Blinds `input` (1 to 65,535 bytes). INVALID_ARGUMENT for another length or,
// with negligible probability, if it maps to the identity.
absl::StatusOr<Blinding> Blind(absl::string_view input, Random& random);
// The same with a blind of the caller's choice: for test vectors only.
absl::StatusOr<Blinding> BlindWithFixedScalarForTest(absl::string_view input,
                                                     absl::string_view blind);

struct Evaluation {
  std::string elements;  // kElementBytes for each blinded element, in order.
  std::string proof;     // kProofBytes, over the whole batch.
};

// A key holder's key. Thread-safe: immutable.
class EvaluationKey {
 public:
  // INVALID_ARGUMENT unless `secret` is a canonical scalar other than zero.
  static absl::StatusOr<EvaluationKey> FromSecret(Secret secret);
  static EvaluationKey Generate(Random& random);
  // RFC 9497 DeriveKeyPair(seed, info).
  static absl::StatusOr<EvaluationKey> Derive(absl::string_view seed,
                                              absl::string_view info);

  const std::string& public_key() const { return public_key_; }
  const Secret& secret() const { return secret_; }

  // Evaluates `blinded`, whole elements one after another, and proves it.
  // INVALID_ARGUMENT, and nothing evaluated, if the length is not a positive
  // multiple of kElementBytes (at most 65,535 elements) or one is unacceptable.
  absl::StatusOr<Evaluation> Evaluate(absl::string_view blinded,
                                      Random& random) const;
  // The same with the proof's random scalar given: for test vectors only.
  absl::StatusOr<Evaluation> EvaluateWithFixedScalarForTest(
      absl::string_view blinded, absl::string_view proof_scalar) const;

 private:
  EvaluationKey(Secret secret, std::string public_key);
  Secret secret_;
  std::string public_key_;
};

// Checks a batch proof. PERMISSION_DENIED if it does not hold for
// `public_key`, INVALID_ARGUMENT if a length or an element is unacceptable.
absl::Status Verify(absl::string_view public_key, absl::string_view blinded,
                    absl::string_view evaluated, absl::string_view proof);

// Unblinds and hashes: kOutputBytes for each input, in order. The batch shares
// one scalar inversion. `evaluated` must have passed Verify() for the elements
// of `blindings`. INVALID_ARGUMENT if the three sizes do not agree.
absl::StatusOr<std::vector<std::string>> Finalize(
    absl::Span<const std::string> inputs, absl::Span<const Blinding> blindings,
    absl::string_view evaluated);

}  // namespace kith::oprf

#endif  // KITH_KEYS_OPRF_VOPRF_H_
