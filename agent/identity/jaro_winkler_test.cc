// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/jaro_winkler.h"

#include <gtest/gtest.h>

namespace kith::agent {
namespace {

TEST(JaroWinklerTest, GivesThePublishedFigures) {
  EXPECT_NEAR(JaroWinkler("MARTHA", "MARHTA"), 0.9611, 0.0001);
  EXPECT_NEAR(JaroWinkler("DWAYNE", "DUANE"), 0.8400, 0.0001);
  EXPECT_NEAR(JaroWinkler("DIXON", "DICKSONX"), 0.8133, 0.0001);
}

TEST(JaroWinklerTest, EqualIsOneAndNothingInCommonIsZero) {
  EXPECT_DOUBLE_EQ(JaroWinkler("DINA", "DINA"), 1);
  EXPECT_DOUBLE_EQ(JaroWinkler("ABC", "XYZ"), 0);
  EXPECT_DOUBLE_EQ(JaroWinkler("", "DINA"), 0);
}

TEST(JaroWinklerTest, LongTextsAreCutNotOverrun) {
  EXPECT_DOUBLE_EQ(JaroWinkler(std::string(10000, 'A'), std::string(64, 'A')),
                   1);
}

TEST(EditDistanceTest, CountsInsertionsDeletionsChangesAndSwaps) {
  EXPECT_EQ(EditDistance("AMARA", "AMARA"), 0u);
  EXPECT_EQ(EditDistance("AMARA", "AMRAA"), 1u);
  EXPECT_EQ(EditDistance("AMARA", "AMAR"), 1u);
  EXPECT_EQ(EditDistance("AMARA", "AMIRAH"), 2u);
  EXPECT_EQ(EditDistance("", "ABC"), 3u);
}

TEST(EditDistanceTest, LongTextsAreCutNotOverrun) {
  EXPECT_EQ(EditDistance(std::string(10000, 'A'), ""), 64u);
}

}  // namespace
}  // namespace kith::agent
