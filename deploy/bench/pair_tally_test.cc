// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/pair_tally.h"

#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

Candidate Opened(std::int64_t line, const std::string& truth, Said said,
                 bool unguarded, bool same_family = false) {
  return {.line = line,
          .truth = truth,
          .said = said,
          .opened = true,
          .matches_unguarded = unguarded,
          .same_family = same_family};
}

LinkageTags Tags(const std::string& errors, const std::string& tradition,
                 const std::string& twin_of = "") {
  return {errors, tradition, twin_of, "F1"};
}

// Lines 1 to 5 are indexed; lines 11 to 15 ask, the last about nobody. By hand:
// 4 true pairs, of which a and b are opened and c only shares a key; a is
// matched, b possible; four openings are wrong, two of the same family.
class PairTallyTest : public testing::Test {
 protected:
  const TruthLines index_{{"a", 1}, {"b", 2}, {"c", 3}, {"d", 4}, {"t", 5}};
  const std::vector<Asked> asked_ = {
      {11,
       "a",
       {Opened(1, "a", Said::kInvolved, true),
        Opened(5, "t", Said::kPossible, true, true)},
       Tags("", "welsh", "t")},
      {12,
       "b",
       {Opened(2, "b", Said::kPossible, true),
        Opened(1, "a", Said::kNothing, false)},
       Tags("moved", "welsh")},
      {13,
       "c",
       {Candidate{.line = 3, .truth = "c", .opened = false}},
       Tags("moved", "polish")},
      {14,
       "d",
       {Opened(2, "b", Said::kInvolved, true)},
       Tags("moved+dob-digit", "polish")},
      {15,
       "x",
       {Opened(4, "d", Said::kNothing, false, true)},
       Tags("", "polish")}};
  const PairCounts counts_ = CountPairs(asked_, index_, Files::kTwo);
};

TEST_F(PairTallyTest, RecallIsOfAllTruePairs) {
  const PairTally& all = counts_.all;
  EXPECT_EQ(all.true_pairs, 4u);
  EXPECT_DOUBLE_EQ(all.SharingRecall(), 0.75);
  EXPECT_DOUBLE_EQ(all.OpenedRecall(), 0.5);
  EXPECT_DOUBLE_EQ(all.MatchRecall(), 0.25);
  EXPECT_DOUBLE_EQ(all.FoundRecall(), 0.5);
}

TEST_F(PairTallyTest, FalseOpeningsAreForEachPersonAskedAbout) {
  EXPECT_EQ(counts_.all.false_opened, 4u);
  EXPECT_EQ(counts_.all.false_opened_same_family, 2u);
  EXPECT_DOUBLE_EQ(counts_.all.FalseOpeningsAQuery(), 0.8);
}

TEST_F(PairTallyTest, PrecisionIsOfWhatWasSaid) {
  EXPECT_DOUBLE_EQ(counts_.all.MatchPrecision(), 0.5);  // a; wrong: b for d.
  EXPECT_DOUBLE_EQ(counts_.all.FoundPrecision(), 0.5);  // a, b; b, t.
}

TEST_F(PairTallyTest, WithoutGuardsWeightAloneMatches) {
  const PairTally& all = counts_.all;
  EXPECT_DOUBLE_EQ(all.UnguardedPrecision(), 0.5);
  EXPECT_DOUBLE_EQ(all.UnguardedRecall(), 0.5);
  EXPECT_DOUBLE_EQ(all.UnguardedF1(), 0.5);
}

TEST_F(PairTallyTest, GroupsAreOfRowsWithOneMistake) {
  const auto& types = counts_.by_error_type;
  EXPECT_EQ(types.size(), 3u);
  EXPECT_EQ(types.at("clean").matched, 1u);
  EXPECT_EQ(types.at("clean").pairs, 1u);  // Nobody holds x.
  EXPECT_EQ(types.at("moved").pairs, 2u);
  EXPECT_EQ(types.at("moved").opened, 1u);
  EXPECT_EQ(types.at("moved").possible, 1u);
  EXPECT_EQ(types.at("two mistakes").pairs, 1u);
  EXPECT_EQ(counts_.by_tradition.at("polish").opened, 0u);
  EXPECT_EQ(counts_.by_tradition.at("welsh").opened, 2u);
}

TEST_F(PairTallyTest, TheOtherTwinIsCountedApart) {
  EXPECT_EQ(counts_.twins.pairs, 1u);
  EXPECT_EQ(counts_.twins.opened, 1u);
  EXPECT_EQ(counts_.twins.possible, 1u);
  EXPECT_EQ(counts_.twins.matched, 0u);
}

TEST(PairTallyOfOneFileTest, APairCountsOnceIfEitherDirectionOpens) {
  const TruthLines index{{"a", 1}, {"a", 2}, {"b", 3}};
  const PairCounts counts =
      CountPairs({{1, "a", {Opened(3, "b", Said::kNothing, false)}},
                  {2, "a", {Opened(1, "a", Said::kPossible, false)}},
                  {3, "b", {Opened(1, "a", Said::kNothing, false)}}},
                 index, Files::kOne);
  EXPECT_EQ(counts.all.true_pairs, 1u);
  EXPECT_DOUBLE_EQ(counts.all.OpenedRecall(), 1);
  EXPECT_EQ(counts.all.false_opened, 1u);
  EXPECT_DOUBLE_EQ(counts.all.FalseOpeningsAQuery(), 2.0 / 3);
  EXPECT_TRUE(counts.by_error_type.empty());
}

TEST(PairTallyOfNothingTest, IsNoRecallAndNoMistake) {
  const PairTally all = CountPairs({}, {}, Files::kTwo).all;
  EXPECT_DOUBLE_EQ(all.OpenedRecall(), 0);
  EXPECT_DOUBLE_EQ(all.MatchPrecision(), 1);
  EXPECT_DOUBLE_EQ(all.FalseOpeningsAQuery(), 0);
}

}  // namespace
}  // namespace kith::deploy
