// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/tally.h"

#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

// Four people are indexed, a to d, in lines 1 to 4.
class TallyTest : public testing::Test {
 protected:
  const TruthLines index_{{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}};
};

TEST_F(TallyTest, RecallIsOfThoseWhoAreInTheIndex) {
  const Tally tally = Count({{11, "a", {{1, "a", Said::kInvolved}}},
                             {12, "b", {{2, "b", Said::kPossible}}},
                             {13, "c", {}},
                             {14, "d", {{4, "d", Said::kNothing}}},
                             {15, "nobody", {}}},
                            index_, Files::kTwo);
  EXPECT_EQ(tally.asked, 5u);
  EXPECT_EQ(tally.with_truth, 4u);
  EXPECT_EQ(tally.found_involved, 1u);
  EXPECT_EQ(tally.found_possible, 1u);
  EXPECT_DOUBLE_EQ(tally.Recall(), 0.5);
  EXPECT_DOUBLE_EQ(tally.RecallInvolved(), 0.25);
  EXPECT_EQ(tally.true_pairs, 4u);
  EXPECT_EQ(tally.true_pairs_opened, 3u);
  EXPECT_EQ(tally.true_pairs_found, 2u);
}

TEST_F(TallyTest, AnAnswerAboutSomebodyElseIsWrongAndFindsNobody) {
  const Tally tally = Count({{11, "a", {{2, "b", Said::kInvolved}}},
                             {12, "b", {{3, "c", Said::kPossible}}},
                             {13, "c", {{4, "d", Said::kNothing}}}},
                            index_, Files::kTwo);
  EXPECT_DOUBLE_EQ(tally.Recall(), 0);
  EXPECT_EQ(tally.wrong_involved, 1u);
  EXPECT_EQ(tally.wrong_possible, 1u);
  EXPECT_EQ(tally.wrong_openings, 3u);
  EXPECT_EQ(tally.true_pairs_found, 0u);
}

TEST_F(TallyTest, ARightAnswerDoesNotExcuseAWrongOne) {
  const Tally tally =
      Count({{11, "a", {{1, "a", Said::kInvolved}, {2, "b", Said::kPossible}}}},
            index_, Files::kTwo);
  EXPECT_DOUBLE_EQ(tally.Recall(), 1);
  EXPECT_EQ(tally.wrong_possible, 1u);
  EXPECT_EQ(tally.wrong_involved, 0u);
}

TEST_F(TallyTest, SomebodyNotIndexedWhoIsAnsweredIsAWrongAnswer) {
  const Tally tally =
      Count({{15, "nobody", {{1, "a", Said::kInvolved}}}}, index_, Files::kTwo);
  EXPECT_EQ(tally.with_truth, 0u);
  EXPECT_EQ(tally.wrong_involved, 1u);
  EXPECT_DOUBLE_EQ(tally.Recall(), 0);
}

TEST(TallyOfOneFileTest, APairCountsOnceAndNoRowIsItsOwnTruth) {
  const TruthLines index{{"a", 1}, {"a", 2}, {"a", 3}, {"b", 4}};
  const Tally tally = Count({{1, "a", {{2, "a", Said::kInvolved}}},
                             {2, "a", {{1, "a", Said::kInvolved}}},
                             {3, "a", {}},
                             {4, "b", {}}},
                            index, Files::kOne);
  EXPECT_EQ(tally.with_truth, 3u);
  EXPECT_EQ(tally.found_involved, 2u);
  EXPECT_EQ(tally.true_pairs, 3u);
  EXPECT_EQ(tally.true_pairs_found, 1u);
  EXPECT_DOUBLE_EQ(tally.RecallByPair(), 1.0 / 3);
}

TEST(TallyOfNothingTest, IsNoRecall) {
  EXPECT_DOUBLE_EQ(Count({}, {}, Files::kTwo).Recall(), 0);
}

TEST(BestTest, ToldApartByTruth) {
  const Asked asked{
      11, "a", {{1, "a", Said::kPossible}, {2, "b", Said::kInvolved}}};
  EXPECT_EQ(BestTrue(asked), Said::kPossible);
  EXPECT_EQ(BestOfAll(asked), Said::kInvolved);
}

}  // namespace
}  // namespace kith::deploy
