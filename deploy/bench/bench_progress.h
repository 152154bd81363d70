// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_BENCH_PROGRESS_H_
#define KITH_DEPLOY_BENCH_BENCH_PROGRESS_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "deploy/kith/commands.h"

namespace kith::deploy {

// A bar with rate and time left, written over on a terminal; nothing
// elsewhere, where output is for programs. Not thread-safe.
class BenchProgress {
 public:
  // `what`: "people", "rows".
  BenchProgress(Terminal& terminal, std::string what, std::uint64_t wanted)
      : terminal_(terminal),
        what_(std::move(what)),
        wanted_(wanted),
        started_(terminal.clock.Monotonic()) {}

  void Show(std::uint64_t done);
  void Clear();

 private:
  Terminal& terminal_;
  const std::string what_;
  const std::uint64_t wanted_;
  const absl::Duration started_;
  absl::Duration shown_ = -absl::InfiniteDuration();
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_BENCH_PROGRESS_H_
