// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_DIRECT_CHECK_H_
#define KITH_DEPLOY_BENCH_DIRECT_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/base/random.h"
#include "keys/oprf/voprf.h"
#include "keys/signer.h"
#include "keys/token.h"

namespace kith::deploy {

// The cryptography of one private check and nothing else, called one function
// after another in this process: no message, network, file, log or rule.
//
//   asker       16 elements a subject blinded, proof verified, finalised, two
//               values derived; a reply key; a capsule a subject, signed; Ask
//               signed; release verified; 16 slots a subject opened, each
//               answer's signature verified
//   key holder  16 elements a subject evaluated and proved
//   holders     each, a subject: capsule opened, its signature verified, an
//               answer signed and sealed
//   broker      Ask verified; blanks for the slots without an answer; release
//               signed
//
// Not in it, though the real programs do it: signatures of checkpoints, what
// holders do so that an answer costs what a blank does, release proofs, hashes
// of logs and trees. Thread-safe, if `random` is.
class DirectCheck {
 public:
  // One person asked about: the OPRF inputs of their match keys, strong first.
  struct Subject {
    std::vector<std::string> inputs;
    std::vector<bool> strong;
  };
  static constexpr std::size_t kHolders = 2;

  explicit DirectCheck(Random& random);

  // `wait` is called once, where a real check waits for its release. INTERNAL
  // if anything does not open or verify.
  absl::Status Run(const std::vector<Subject>& subjects,
                   const std::function<void()>& wait) const;

 private:
  struct Asked;
  absl::StatusOr<Asked> Ask(const std::vector<Subject>& subjects) const;
  absl::Status Seal(const Subject& subject, std::uint32_t number,
                    std::vector<TokenPair> pairs, Asked& asked) const;
  absl::Status Answer(const Asked& asked,
                      std::vector<std::string>& slots) const;
  absl::Status Show(const Asked& asked,
                    const std::vector<std::string>& slots) const;

  Random& random_;
  const oprf::EvaluationKey key_;
  const std::string network_;
  const Signer asker_;
  const Signer broker_;
  const std::vector<Signer> holders_;
};

// What one multiplication of a ristretto255 element by a scalar costs, the
// median of many.
absl::Duration MeasureScalarMultiplication(Random& random);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_DIRECT_CHECK_H_
