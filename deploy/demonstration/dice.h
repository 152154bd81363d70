// SPDX-License-Identifier: Apache-2.0
//
// Repeatable chance for inventing people.
#ifndef KITH_DEPLOY_DEMONSTRATION_DICE_H_
#define KITH_DEPLOY_DEMONSTRATION_DICE_H_

#include <cstddef>
#include <cstdint>
#include <random>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace kith::deploy {

// The same seed gives the same throws with every compiler and library: the
// standard fixes the engine, but no distribution. Not for secrets. Not
// thread-safe.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}

  // 0 to `sides` - 1; `sides` must be positive. The bias is below 2^-40.
  std::size_t Below(std::size_t sides) { return engine_() % sides; }

  bool Chance(int percent) {
    return Below(100) < static_cast<std::size_t>(percent);
  }

  absl::string_view Pick(absl::Span<const absl::string_view> from) {
    return from[Below(from.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_DICE_H_
