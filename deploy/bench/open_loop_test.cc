// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/open_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/synchronization/mutex.h"

namespace kith::deploy {
namespace {

using testing::SizeIs;

TEST(OpenLoopTest, DoesNotWaitForAReplyBeforeTheNextCall) {
  const SystemClock clock;
  std::vector<OpenLoop::Done> begun;
  OpenLoop loop;
  loop.times = {absl::ZeroDuration(), absl::Milliseconds(1),
                absl::Milliseconds(2)};
  loop.make = [&](std::size_t) {
    return [&](OpenLoop::Done done) {
      begun.push_back(std::move(done));
      if (begun.size() < 3) return;
      for (const OpenLoop::Done& each : begun) each();
    };
  };
  loop.Run(clock);
  EXPECT_THAT(begun, SizeIs(3));
}

TEST(OpenLoopTest, BeginsNothingBeforeItsTime) {
  const SystemClock clock;
  const absl::Duration began = clock.Monotonic();
  absl::Duration second;
  OpenLoop loop;
  loop.times = {absl::ZeroDuration(), absl::Milliseconds(40)};
  loop.make = [&](std::size_t) {
    return [&](const OpenLoop::Done& done) {
      second = clock.Monotonic() - began;
      done();
    };
  };
  const OpenLoop::Result result = loop.Run(clock);
  EXPECT_GE(second, absl::Milliseconds(40));
  EXPECT_GE(result.time, absl::Milliseconds(40));
}

TEST(RandomTimesTest, AscendAtTheRateAndAreTheSameForTheSameSeed) {
  Dice dice(7);
  const auto times = RandomTimes(10'000, 100, dice);
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
  EXPECT_NEAR(absl::ToDoubleSeconds(times.back()), 100, 4);
  Dice again(7);
  EXPECT_EQ(times, RandomTimes(10'000, 100, again));
}

// Of waits that are exponential about 63 in 100 are below the mean.
TEST(RandomTimesTest, DoNotComeAtEvenIntervals) {
  Dice dice(7);
  const auto times = RandomTimes(10'000, 100, dice);
  int below = 0;
  for (std::size_t i = 1; i < times.size(); ++i) {
    below += times[i] - times[i - 1] < absl::Milliseconds(10);
  }
  EXPECT_NEAR(below, 6321, 200);
}

}  // namespace
}  // namespace kith::deploy
