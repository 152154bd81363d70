// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_CLOSED_LOOP_H_
#define KITH_DEPLOY_BENCH_CLOSED_LOOP_H_

#include <cstddef>
#include <cstdint>
#include <functional>

#include "absl/time/time.h"
#include "keys/base/clock.h"

namespace kith::deploy {

// What was counted between the end of the lead-in and the end of a loop.
struct LoopResult {
  std::uint64_t calls = 0;
  std::uint64_t failed = 0;   // Over the whole loop, the lead-in included.
  absl::Duration time;        // How long was counted.
  absl::Duration cpu;         // Of this process: both ends of every call.
  std::uint64_t commits = 0;  // Of the log.
  absl::Duration median;      // Of one call.
  absl::Duration slowest_1_in_100;

  double Rate() const;
};

// Keeps a number of calls in flight: whenever one ends, the next begins. A
// slower answer makes fewer calls, so this measures capacity, not how long
// callers wait under a given load.
struct ClosedLoop {
  // Begins call `number` and calls `done` once it has ended. False: there are
  // no more calls to make.
  using Begin = std::function<bool(std::uint64_t number,
                                   std::function<void(bool ok)> done)>;

  std::size_t in_flight = 1;
  absl::Duration lead_in;  // Not counted.
  absl::Duration counted;
  Begin begin;
  std::function<std::uint64_t()> commits;

  // Returns when every call has ended.
  LoopResult Run(const Clock& clock) const;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_CLOSED_LOOP_H_
