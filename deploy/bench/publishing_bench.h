// SPDX-License-Identifier: Apache-2.0
//
// A whole register tokenised and published through a real network.
#ifndef KITH_DEPLOY_BENCH_PUBLISHING_BENCH_H_
#define KITH_DEPLOY_BENCH_PUBLISHING_BENCH_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/bench/families/family_rows.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

struct PublishingBench {
  std::string dir;       // New or empty.
  std::string programs;  // Where kith-broker and the others are.
  std::string profile;   // "standard" or "strict".
  FamilyOptions families;
  // Ends the agent with SIGKILL once half the people are prepared, and starts
  // it again.
  bool kill = false;
};

struct PublishingFigures {
  std::uint64_t people = 0;
  std::uint64_t rows = 0;    // In the index at the end.
  std::uint64_t tokens = 0;  // Made, each once.
  // Of what the key holder evaluated, what was in nobody's register at the end:
  // padding, and what was under way when the agent was killed.
  std::uint64_t elements_beside = 0;
  std::uint64_t tokens_before_kill = 0;
  absl::Duration importing;
  absl::Duration publishing;
  // From the kill until tokens were being made again.
  absl::Duration interrupted;
  // Tokens a second of the same work called directly, in this process, on as
  // many threads: before and after.
  double direct_before = 0;
  double direct_after = 0;
};

// One broker, one key holder and one agent, as processes on loopback. Each
// report of the agent's goes to `progress`.
//
// UNAVAILABLE if the network does not come up; codes as desk::DeskClient.
absl::StatusOr<PublishingFigures> MeasurePublishing(
    const PublishingBench& bench, const Clock& clock, Random& random,
    const std::function<void(const desk::v1::PublishProgress&)>& progress);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_PUBLISHING_BENCH_H_
