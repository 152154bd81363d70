// SPDX-License-Identifier: Apache-2.0
#include "keys/base/background.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <thread>

namespace kith {
namespace {

// Of the calling thread.
int Niceness() { return getpriority(PRIO_PROCESS, 0); }

TEST(BackgroundTest, OneThreadStepsBackAndThoseThatItStarts) {
  const int usual = Niceness();
  int background = 0;
  int started_there = 0;
  std::thread([&] {
    StepBehind(Behind::kQuestions);
    background = Niceness();
    std::thread([&] { started_there = Niceness(); }).join();
  }).join();
  EXPECT_EQ(background, std::max(usual, 10));
  EXPECT_EQ(started_there, background);
  EXPECT_EQ(Niceness(), usual);
}

TEST(BackgroundTest, WorkIsDoneBehindAndItsCallerStays) {
  const int usual = Niceness();
  int behind_answers = 0;
  RunBehind(Behind::kAnswers, [&] { behind_answers = Niceness(); });
  EXPECT_EQ(behind_answers, std::max(usual, 5));
  EXPECT_EQ(Niceness(), usual);
}

TEST(BackgroundTest, NobodyStepsForward) {
  int there = 0;
  RunBehind(Behind::kQuestions,
            [&] { RunBehind(Behind::kAnswers, [&] { there = Niceness(); }); });
  EXPECT_EQ(there, std::max(Niceness(), 10));
}

}  // namespace
}  // namespace kith
