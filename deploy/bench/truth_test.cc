// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/truth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::HasSubstr;

TEST(TruthRuleTest, WithoutExpressionsTheWholeValueIsTheTruthOfEveryRow) {
  const auto rule = TruthRule::Create("", "");
  ASSERT_TRUE(rule.ok());
  EXPECT_TRUE(rule->Chooses("rec-7-org"));
  EXPECT_EQ(*rule->TruthOf("rec-7-org"), "rec-7-org");
}

TEST(TruthRuleTest, AnOriginalAndItsDuplicateHaveOneTruth) {
  const auto rule = TruthRule::Create("rec-(\\d+)-", "");
  ASSERT_TRUE(rule.ok());
  EXPECT_EQ(*rule->TruthOf("rec-122-org"), "122");
  EXPECT_EQ(*rule->TruthOf("rec-122-dup-0"), "122");
}

TEST(TruthRuleTest, RowsAreChosenByWhatIsFoundInTheValue) {
  const auto rule = TruthRule::Create("", "-dup-");
  ASSERT_TRUE(rule.ok());
  EXPECT_TRUE(rule->Chooses("rec-122-dup-0"));
  EXPECT_FALSE(rule->Chooses("rec-122-org"));
}

TEST(TruthRuleTest, ARowThatSaysNoTruthIsAnError) {
  const auto rule = TruthRule::Create("rec-(\\d+)-", "");
  ASSERT_TRUE(rule.ok());
  EXPECT_EQ(rule->TruthOf("somebody").status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(rule->TruthOf("").ok());
  EXPECT_FALSE(rule->TruthOf(std::string(257, '1')).ok());
}

TEST(TruthRuleTest, WhatIsNoExpressionIsNamed) {
  const auto broken = TruthRule::Create("rec-(\\d+", "");
  EXPECT_EQ(broken.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(broken.status().message()), HasSubstr("rec-(\\d+"));
  EXPECT_FALSE(TruthRule::Create("", "*").ok());
}

TEST(TruthRuleTest, AnExpressionForTheTruthNeedsAGroup) {
  const auto rule = TruthRule::Create("rec-\\d+-", "");
  EXPECT_THAT(std::string(rule.status().message()), HasSubstr("no group"));
}

}  // namespace
}  // namespace kith::deploy
