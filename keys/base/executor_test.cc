// SPDX-License-Identifier: Apache-2.0
#include "keys/base/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "keys/base/fake_clock.h"

namespace kith {
namespace {

// An answer is sent by a timer, while questions keep being posted.
TEST(ThreadedExecutorTest, WhatIsOverdueComesInFrontOfWhatIsPostedAfterIt) {
  FakeClock clock;
  ThreadedExecutor executor(clock, 1);
  absl::Notification goes_on;
  absl::Notification done;
  std::vector<std::string> ran;  // By the one thread.
  executor.Post([&] { goes_on.WaitForNotification(); });
  executor.At(clock.Monotonic() + absl::Milliseconds(5),
              [&] { ran.push_back("timer"); });
  clock.Advance(absl::Milliseconds(10));
  executor.Post([&] { ran.push_back("posted"); });
  executor.Post([&] {
    ran.push_back("posted later");
    done.Notify();
  });
  goes_on.Notify();
  done.WaitForNotification();
  EXPECT_THAT(ran, testing::ElementsAre("timer", "posted", "posted later"));
}

}  // namespace
}  // namespace kith
