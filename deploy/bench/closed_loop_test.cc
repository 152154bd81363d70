// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/closed_loop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "keys/base/executor.h"

namespace kith::deploy {
namespace {

// Calls that end on other threads, and no more than 1,000 of them: each loop
// here ends because there are no more, long before its time.
class ClosedLoopTest : public testing::Test {
 protected:
  LoopResult Run(std::size_t in_flight) {
    const ClosedLoop loop{
        .in_flight = in_flight,
        .counted = absl::Hours(1),
        .begin =
            [this](std::uint64_t number, std::function<void(bool)> done) {
              if (number >= 1'000) return false;
              most_at_once_ = std::max(most_at_once_.load(), ++at_once_);
              executor_.Post([this, number, done] {
                --at_once_;
                done(number % 100 != 7);
              });
              return true;
            },
        .commits = [this] { return commits_++; }};
    return loop.Run(clock_);
  }

  SystemClock clock_;
  std::atomic<int> at_once_{0};
  std::atomic<int> most_at_once_{0};
  std::uint64_t commits_ = 5;
  ThreadedExecutor executor_{clock_, 1};
};

TEST_F(ClosedLoopTest, MakesEveryCallOnceAndWaitsForAll) {
  const LoopResult result = Run(8);
  EXPECT_LE(result.calls, 1'000u);
  EXPECT_EQ(at_once_.load(), 0);
  EXPECT_EQ(result.commits, 1u);
}

TEST_F(ClosedLoopTest, NeverHasMoreInFlightThanItMay) {
  Run(3);
  EXPECT_LE(most_at_once_.load(), 3);
  EXPECT_GE(most_at_once_.load(), 1);
}

TEST_F(ClosedLoopTest, CountsWhatFailed) { EXPECT_EQ(Run(4).failed, 10u); }

TEST(LoopResultTest, TheRateIsOfTheTimeCounted) {
  const LoopResult result{.calls = 30, .time = absl::Seconds(2)};
  EXPECT_DOUBLE_EQ(result.Rate(), 15);
  EXPECT_DOUBLE_EQ(LoopResult().Rate(), 0);
}

}  // namespace
}  // namespace kith::deploy
