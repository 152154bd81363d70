// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/ratios.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::ElementsAre;

TEST(SpreadTest, HoldsTheMiddleTheLeastAndTheMost) {
  const Spread spread = SpreadOf({5, 1, 9, 3, 7});
  EXPECT_DOUBLE_EQ(spread.median, 5);
  EXPECT_DOUBLE_EQ(spread.least, 1);
  EXPECT_DOUBLE_EQ(spread.most, 9);
}

TEST(SpreadTest, TheMiddleOfAnEvenNumberLiesBetweenTwo) {
  EXPECT_DOUBLE_EQ(SpreadOf({1, 2, 4, 8}).median, 3);
}

TEST(SpreadTest, OfNothingIsZero) { EXPECT_DOUBLE_EQ(SpreadOf({}).median, 0); }

TEST(RatiosTest, AreTakenRoundByRound) {
  // The ratio of the medians would be 20 / 20.
  const Spread ratios = RatiosOf({10, 20, 60}, {20, 10, 40});
  EXPECT_DOUBLE_EQ(ratios.median, 1.5);
  EXPECT_DOUBLE_EQ(ratios.least, 0.5);
  EXPECT_DOUBLE_EQ(ratios.most, 2);
}

TEST(RoundsThatCountTest, ARoundWithAFailedCallDoesNot) {
  EXPECT_THAT(RoundsThatCount({{100, 1}, {100, 1, true}, {100, 1}}),
              ElementsAre(true, false, true));
}

TEST(RoundsThatCountTest, ARoundWithAnotherYardstickDoesNot) {
  EXPECT_THAT(RoundsThatCount({{100, 1}, {126, 1}, {125, 1}, {75, 1}, {74, 1}}),
              ElementsAre(true, false, true, true, false));
}

TEST(RoundsThatCountTest, ARoundOnAnotherDiskDoesNot) {
  EXPECT_THAT(RoundsThatCount({{100, 2}, {100, 2}, {100, 4.1}, {100, 0.9}}),
              ElementsAre(true, true, false, false));
}

TEST(CountingTest, LeavesTheOthersOut) {
  EXPECT_THAT(Counting({1, 2, 3}, {true, false, true}), ElementsAre(1, 3));
}

}  // namespace
}  // namespace kith::deploy
