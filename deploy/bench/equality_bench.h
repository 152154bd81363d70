// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_EQUALITY_BENCH_H_
#define KITH_DEPLOY_BENCH_EQUALITY_BENCH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/bench/equality_stand.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"

namespace kith::deploy {

struct EqualityOptions {
  std::string dir;       // New or empty.
  std::string programs;  // Where kith-broker and the others are.
  std::size_t per_class = 10'000;
  double share = 0.05;  // Of the capacity measured just before.
  // What is added to the times of the control class.
  absl::Duration control = absl::Milliseconds(3);
  std::uint64_t seed = 1;  // Of the classes' order and the times of asking.
  std::size_t capacity_calls = 4'000;
};

// The classes of a run: the negatives, and unknown once more, delayed here.
inline constexpr std::size_t kClasses = kNegatives + 1;
inline constexpr std::size_t kControl = kNegatives;

// What was seen of one class.
struct EqualityClass {
  std::vector<double> ms;             // From sending to the reply.
  std::set<std::size_t> reply_bytes;  // Lengths of replies.
  std::set<std::string> entries;      // What the log has of an enquiry.
};

struct EqualityReport {
  std::array<EqualityClass, kClasses> classes;
  double capacity = 0;  // Replies a second.
  double rate = 0;      // Asked a second.
  absl::Duration time;
  std::size_t behind = 0;    // Questions sent more than 5 ms too late.
  std::uint64_t failed = 0;  // No reply, or one that does not prove itself.
  std::string first_fault;
  std::uint64_t answers = 0;  // Slots that said something: must be none.
  std::uint64_t late = 0;     // LATE entries of the holders.
  EqualityStand::Reached reached;
};

// One open-loop run over an EqualityStand: classes shuffled, times of asking
// random, nobody waiting for a reply. `say` gets a line now and then. Codes as
// EqualityStand.
absl::StatusOr<EqualityReport> MeasureEquality(
    const EqualityOptions& options, const Clock& clock, Random& random,
    const std::function<void(const std::string&)>& say);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_EQUALITY_BENCH_H_
