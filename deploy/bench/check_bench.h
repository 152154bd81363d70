// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_CHECK_BENCH_H_
#define KITH_DEPLOY_BENCH_CHECK_BENCH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/bench/check_stand.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"

namespace kith::deploy {

struct CheckBenchOptions {
  std::string dir;       // New or empty.
  std::string programs;  // Where kith-broker and the others are.
  std::size_t rounds = 7;
  absl::Duration counted = absl::Seconds(5);  // Of each arm, at least.
  // Checks at a time of the shape of 1 and of 8. More of 8 than two cores can
  // bear would miss their release.
  std::size_t in_flight_of_one = 8;
  std::size_t in_flight_of_eight = 3;
};

// Whole checks of one shape through the network.
struct WholeArm {
  std::uint64_t checks = 0;
  std::uint64_t wrong = 0;
  std::string first_fault;
  absl::Duration time;  // Until everything that follows a check was done too.
  CpuByKind cpu;
  absl::Duration desk_cpu;  // Of this process: the client at the desk.
};

// The same operations called directly.
struct DirectArm {
  std::uint64_t checks = 0;
  absl::Duration cpu;
};

struct ShapeOfRound {
  WholeArm whole;
  DirectArm direct;
};

// One round: every arm, one after the other.
struct CheckRound {
  absl::Duration idle_time;  // Nobody asks: probes, timers, looking at files.
  CpuByKind idle_cpu;
  absl::Duration unit;  // One scalar multiplication.
  ShapeOfRound one;
  ShapeOfRound eight;
};

struct CheckBenchReport {
  std::vector<CheckRound> rounds;
  double keys_a_person = 0;  // Of those asked about, in the mean.
};

// Asks through the desk of a CheckStand, and does the same operations directly
// on as many threads, which rest where a check waits for its release: so both
// find the cores as busy, and caches as cold. `say` gets a line a round. Codes
// as CheckStand and DirectCheck.
absl::StatusOr<CheckBenchReport> MeasureChecks(
    const CheckBenchOptions& options, const Clock& clock, Random& random,
    const std::function<void(const std::string&)>& say);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_CHECK_BENCH_H_
