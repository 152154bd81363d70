// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/direct_tokens.h"

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "keys/base/at_once.h"
#include "keys/base/status_macros.h"
#include "keys/oprf/voprf.h"
#include "keys/token.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kBatch = 1024;
constexpr std::size_t kInputBytes = 40;
constexpr std::uint32_t kEpoch = 1;

absl::Status MakeOneBatch(const oprf::EvaluationKey& key, Random& random) {
  std::vector<std::string> inputs;
  std::vector<oprf::Blinding> blindings;
  std::string blinded;
  for (std::size_t i = 0; i < kBatch; ++i) {
    inputs.push_back(random.Bytes(kInputBytes));
    KITH_ASSIGN_OR_RETURN(oprf::Blinding blinding,
                          oprf::Blind(inputs.back(), random));
    blinded += blinding.element;
    blindings.push_back(std::move(blinding));
  }
  KITH_ASSIGN_OR_RETURN(const oprf::Evaluation evaluation,
                        key.Evaluate(blinded, random));
  KITH_RETURN_IF_ERROR(oprf::Verify(key.public_key(), blinded,
                                    evaluation.elements, evaluation.proof));
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> outputs,
                        oprf::Finalize(inputs, blindings, evaluation.elements));
  for (const std::string& output : outputs) DeriveTokenPair(output, kEpoch);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<double> DirectTokensPerSecond(absl::Duration duration,
                                             const Clock& clock,
                                             Random& random) {
  const oprf::EvaluationKey key = oprf::EvaluationKey::Generate(random);
  const auto threads = static_cast<std::size_t>(ThreadsForAllCores());
  const absl::Duration started = clock.Monotonic();
  std::atomic<std::uint64_t> batches = 0;
  const auto make_batches = [&](std::size_t) -> absl::Status {
    while (clock.Monotonic() - started < duration) {
      KITH_RETURN_IF_ERROR(MakeOneBatch(key, random));
      ++batches;
    }
    return absl::OkStatus();
  };
  KITH_RETURN_IF_ERROR(
      RunAtOnce(threads, static_cast<int>(threads), make_batches));
  return static_cast<double>(batches * kBatch) /
         absl::ToDoubleSeconds(clock.Monotonic() - started);
}

}  // namespace kith::deploy
