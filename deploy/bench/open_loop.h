// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_OPEN_LOOP_H_
#define KITH_DEPLOY_BENCH_OPEN_LOOP_H_

#include <cstddef>
#include <functional>
#include <vector>

#include "absl/time/time.h"
#include "deploy/demonstration/dice.h"
#include "keys/base/clock.h"

namespace kith::deploy {

// Begins calls at times that were fixed before, whatever became of the calls
// begun earlier: what is slow does not make its callers come less often, so
// this measures how long callers wait under a given load.
struct OpenLoop {
  using Done = std::function<void()>;
  using Begin = std::function<void(Done done)>;

  // From the beginning of the loop, ascending; one for each call.
  std::vector<absl::Duration> times;
  // Makes call `number` ready to begin. Runs on a thread of its own, some calls
  // ahead, so that making does not delay beginning.
  std::function<Begin(std::size_t number)> make;

  struct Result {
    absl::Duration time;     // Until every call had ended.
    std::size_t behind = 0;  // Calls begun more than 5 ms after their time.
  };
  // Returns when every call has ended.
  Result Run(const Clock& clock) const;
};

// `count` times as of callers who know nothing of each other: a mean of `rate`
// a second, exponential in between.
std::vector<absl::Duration> RandomTimes(std::size_t count, double rate,
                                        Dice& dice);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_OPEN_LOOP_H_
