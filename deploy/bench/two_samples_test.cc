// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/two_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace kith::deploy {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

// `count` quantiles of a normal distribution around `middle`, by its logistic
// likeness: enough for a shape.
std::vector<double> Bell(int count, double middle, double width) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    const double part = (i + 0.5) / count;
    values.push_back(middle + width * std::log(part / (1 - part)));
  }
  return values;
}

TEST(KolmogorovTailTest, IsTheOneOfTheTables) {
  EXPECT_NEAR(KolmogorovTail(1.2238), 0.10, 1e-4);
  EXPECT_NEAR(KolmogorovTail(1.3581), 0.05, 1e-4);
  EXPECT_NEAR(KolmogorovTail(1.6276), 0.01, 1e-4);
  EXPECT_DOUBLE_EQ(KolmogorovTail(0), 1);
}

TEST(TwoSamplesTest, TheDistanceIsTheMostByWhichTheirPartsDiffer) {
  EXPECT_DOUBLE_EQ(CompareSamples({1, 2, 3, 4}, {3, 4, 5, 6}).distance, 0.5);
  EXPECT_DOUBLE_EQ(CompareSamples({4, 3, 2, 1}, {8, 7, 6, 5}).distance, 1);
  EXPECT_DOUBLE_EQ(CompareSamples({1, 2}, {1, 2, 2}).distance, 0.5 - 1 / 3.0);
}

TEST(TwoSamplesTest, EqualValuesInBothAreNoDistance) {
  const TwoSamples same = CompareSamples({2, 2, 2, 7}, {2, 2, 2, 7});
  EXPECT_DOUBLE_EQ(same.distance, 0);
  EXPECT_DOUBLE_EQ(same.p, 1);
}

// n = m = 100 and D = 0.2: sqrt(50) + 0.12 + 0.11 / sqrt(50) times it is 1.441.
TEST(TwoSamplesTest, ThePOfADistanceIsTheTablesOne) {
  std::vector<double> a, b;
  for (int i = 0; i < 100; ++i) {
    a.push_back(i);
    b.push_back(i + 20);
  }
  const TwoSamples compared = CompareSamples(a, b);
  EXPECT_DOUBLE_EQ(compared.distance, 0.2);
  EXPECT_NEAR(compared.p, 0.0314, 5e-4);
}

TEST(TwoSamplesTest, TenThousandTellThreeMillisecondsFromNone) {
  const auto still = Bell(10'000, 305, 1);
  EXPECT_GT(CompareSamples(still, Bell(10'000, 305.001, 1)).p, 0.99);
  const TwoSamples moved = CompareSamples(still, Bell(10'000, 308, 1));
  EXPECT_GT(moved.distance, 0.5);
  EXPECT_LT(moved.p, 1e-10);
}

TEST(HolmTest, MultipliesTheLeastByTheirNumberAndNeverGoesBack) {
  EXPECT_THAT(HolmCorrected({0.01, 0.04, 0.03, 0.005}),
              ElementsAre(DoubleNear(0.03, 1e-12), DoubleNear(0.06, 1e-12),
                          DoubleNear(0.06, 1e-12), DoubleNear(0.02, 1e-12)));
}

TEST(HolmTest, NothingIsAboveOne) {
  EXPECT_THAT(HolmCorrected({0.6, 0.7}), ElementsAre(1, 1));
}

}  // namespace
}  // namespace kith::deploy
