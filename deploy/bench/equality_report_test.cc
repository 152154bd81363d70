// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/equality_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "deploy/demonstration/dice.h"

namespace kith::deploy {
namespace {

using testing::Contains;
using testing::HasSubstr;
using Word = EqualityVerdict::Word;

constexpr std::size_t kEach = 2'000;

// Every class as if of one kind, the control 3 ms later.
EqualityReport Equal() {
  EqualityReport report{.reached = {kEach, kEach, kEach}};
  Dice dice(5);
  for (std::size_t i = 0; i < kClasses; ++i) {
    EqualityClass& seen = report.classes[i];
    for (std::size_t k = 0; k < kEach; ++k) {
      seen.ms.push_back(303 + static_cast<double>(dice.Below(4'000)) / 1'000 +
                        (i == kControl ? 3 : 0));
    }
    seen.reply_bytes = {22'528};
    seen.entries = {"ACCEPTED RELEASED"};
  }
  return report;
}

class EqualityReportTest : public testing::Test {
 protected:
  EqualityVerdict Judge() const { return JudgeEquality(options_, report_); }
  EqualityClass& Of(Negative kind) {
    return report_.classes[static_cast<std::size_t>(kind)];
  }

  const EqualityOptions options_{.per_class = kEach};
  EqualityReport report_ = Equal();
};

TEST_F(EqualityReportTest, ClassesOfOneKindAreEqualAndTheControlIsFound) {
  const EqualityVerdict verdict = Judge();
  EXPECT_EQ(verdict.word, Word::kEqual);
  EXPECT_EQ(verdict.pairs.size(), 21u);
  EXPECT_LT(verdict.control.corrected, 1e-6);
  EXPECT_NEAR(verdict.control.median_difference, 3, 0.2);
}

TEST_F(EqualityReportTest, AClassHalfAMillisecondLaterIsFoundByItsShape) {
  for (double& ms : Of(Negative::kSilent).ms) ms += 0.5;
  const EqualityVerdict verdict = Judge();
  EXPECT_EQ(verdict.word, Word::kDifferent);
  EXPECT_THAT(verdict.reasons, Contains(HasSubstr("silent shield")));
}

TEST_F(EqualityReportTest, TwoClassesThatDifferFromEachOtherAloneAreFound) {
  for (double& ms : Of(Negative::kExpired).ms) ms -= 0.3;
  for (double& ms : Of(Negative::kSensitive).ms) ms += 0.3;
  EXPECT_THAT(Judge().reasons, Contains(HasSubstr("expired and sensitive: p")));
}

TEST_F(EqualityReportTest, OneReplyOfAnotherLengthIsFound) {
  Of(Negative::kNoMatch).reply_bytes.insert(23'552);
  EXPECT_EQ(Judge().word, Word::kDifferent);
  EXPECT_FALSE(Judge().equal_bytes);
}

TEST_F(EqualityReportTest, OneEntryMoreIsFound) {
  Of(Negative::kWithdrawn).entries.insert("ACCEPTED RELEASED ALARM");
  EXPECT_EQ(Judge().word, Word::kDifferent);
  EXPECT_FALSE(Judge().equal_entries);
}

TEST_F(EqualityReportTest, OneLateAnswerIsAnOverloadAndNoJudgement) {
  for (double& ms : Of(Negative::kSilent).ms) ms += 50;
  report_.late = 1;
  EXPECT_EQ(Judge().word, Word::kOverloaded);
}

TEST_F(EqualityReportTest, QuestionsThatWaitForEachOtherAreAnOverload) {
  for (EqualityClass& seen : report_.classes) {
    for (double& ms : seen.ms) ms += 400;
  }
  EXPECT_EQ(Judge().word, Word::kOverloaded);
}

TEST_F(EqualityReportTest, WithoutTheControlFoundNothingIsClaimed) {
  for (double& ms : report_.classes[kControl].ms) ms -= 3;
  EXPECT_EQ(Judge().word, Word::kBlind);
}

TEST_F(EqualityReportTest, AQuestionThatDidNotReachItsHolderMeasuredAnother) {
  report_.reached.silent = kEach - 1;
  EXPECT_EQ(Judge().word, Word::kDifferent);
  EXPECT_THAT(EqualityReportInWords(options_, report_),
              HasSubstr("not every question came to its holder"));
}

TEST_F(EqualityReportTest, JsonHasEveryPairAndTheVerdict) {
  const auto json = EqualityReportAsJson(options_, report_);
  EXPECT_EQ(json["verdict"], "equal");
  EXPECT_EQ(json["pairs"].size(), 21u);
  EXPECT_EQ(json["control"]["second"], "control");
}

}  // namespace
}  // namespace kith::deploy
