// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_BROKER_BENCH_H_
#define KITH_DEPLOY_BENCH_BROKER_BENCH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/bench/closed_loop.h"
#include "deploy/bench/stages.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"

namespace kith::deploy {

struct BrokerBenchOptions {
  std::string dir;  // New or empty, on the disk that is to be measured.
  std::size_t rounds = 7;
  std::size_t in_flight = 64;
  absl::Duration counted = absl::Seconds(5);
  // An enquiry stays in the broker's memory for ten seconds. An arm is counted
  // once it pays for its own enquiries' going and no longer for another's.
  absl::Duration lead_in = absl::Seconds(11);
};

// One round: every arm, one after the other.
struct BrokerRound {
  absl::Duration sync;  // One small write and its sync, before it began.
  LoopResult echo;      // No broker: messages and TLS alone.
  LoopResult nobody;    // A check that nobody is asked about.
  LoopResult two;       // One that two agencies are asked about, and answer.
};

struct BrokerBenchReport {
  std::vector<BrokerRound> rounds;
  std::size_t question_bytes = 0;
  std::size_t reply_bytes = 0;
  std::uint64_t replies_verified = 0;
  std::vector<Stage> stages;
};

// Runs a broker in this process, over a real database with a sync for each
// commit, and asks it through mutual TLS on loopback, its release timer off.
// Both ends share the machine's cores in every arm. Every reply is looked at
// (sixteen slots, and in them the answers that were given, no more and no
// fewer), some are verified as an agent does. `say` gets a line a round.
absl::StatusOr<BrokerBenchReport> MeasureBroker(
    const BrokerBenchOptions& options, const Clock& clock, Random& random,
    const std::function<void(const std::string&)>& say);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_BROKER_BENCH_H_
