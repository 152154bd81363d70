// SPDX-License-Identifier: Apache-2.0
#include "keys/base/run_behind.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <thread>

namespace kith {
namespace {

// Of the calling thread.
int Niceness() { return getpriority(PRIO_PROCESS, 0); }

TEST(RunBehindTest, ThreadsThatItStartsAreBehindToo) {
  int started_there = 0;
  RunBehind(Behind::kQuestions,
            [&] { std::thread([&] { started_there = Niceness(); }).join(); });
  EXPECT_EQ(started_there, std::max(Niceness(), 10));
}

TEST(RunBehindTest, WorkIsDoneBehindAndItsCallerStays) {
  const int usual = Niceness();
  int behind_answers = 0;
  RunBehind(Behind::kAnswers, [&] { behind_answers = Niceness(); });
  EXPECT_EQ(behind_answers, std::max(usual, 5));
  EXPECT_EQ(Niceness(), usual);
}

TEST(RunBehindTest, NobodyStepsForward) {
  int there = 0;
  RunBehind(Behind::kQuestions,
            [&] { RunBehind(Behind::kAnswers, [&] { there = Niceness(); }); });
  EXPECT_EQ(there, std::max(Niceness(), 10));
}

}  // namespace
}  // namespace kith
