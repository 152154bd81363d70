// SPDX-License-Identifier: Apache-2.0
// What a key holder evaluated against what the agency asked for: check 12.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "deploy/evidence/evidence_world.h"

namespace kith::deploy {
namespace {

using EvaluationsTest = EvidenceWorld;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(EvaluationsTest, AnEvaluationThatNobodyAskedForIsFound) {
  EXPECT_EQ(Verify(Export()).evaluated, 1u) << "the clinic's is not shown";
  Evaluate("of a thief 16 by");
  EXPECT_THAT(Findings(Export()),
              testing::ElementsAre(testing::AllOf(
                  HasSubstr("the log of the key holder kh1"),
                  HasSubstr("16 elements on 2026-11-18 for this agency that "
                            "this agency did not ask for"))));
}

// Its checkpoint is the first that an export takes: what it has evaluated was
// written down before, whatever the clocks say.
TEST_F(EvaluationsTest, AnEvaluationOfTheLastMinuteIsFoundToo) {
  WriteDown("written down 16 ");
  key_holder_.StepTo(agent_);
  Evaluate("of a thief 16 by");
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("did not ask for")));
}

TEST_F(EvaluationsTest, AnEvaluationOfAnotherCountIsFound) {
  WriteDown("second of 16 by ");
  Evaluate("second of 16 by ", 128);
  EXPECT_THAT(Findings(Export()),
              Contains(HasSubstr("128 elements on 2026-11-18 where this agency "
                                 "asked for 16")));
}

TEST_F(EvaluationsTest, AnEvaluationUnderAnUsedRequestIdIsFound) {
  Evaluate(kFirstBatch);
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("a second time")));
}

TEST_F(EvaluationsTest, WhatWasAskedForAndNotEvaluatedIsANote) {
  WriteDown("refused  16 byte");
  const EvidenceReport report = Verify(Export());
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes, Contains(HasSubstr("1 times the key holder")));
}

TEST_F(EvaluationsTest, WhatWasEvaluatedBeforeThereWereIdsIsANote) {
  Evaluate("");
  const EvidenceReport report = Verify(Export());
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes, Contains(HasSubstr("before the key holder wrote")));
}

TEST_F(EvaluationsTest, AnErasedBatchExcusesOneEvaluationAndNoMore) {
  key_holder_.StepTo(agent_);
  const auto at = agent_.size();
  agent_.Wait(absl::ZeroDuration());
  WriteDown("erased   16 byte");
  Evaluate("erased   16 byte");
  agent_.Erase("school", {at});
  EXPECT_THAT(Findings(Export()), IsEmpty());
  EXPECT_THAT(Verify(Export()).notes,
              Contains(HasSubstr("could not be compared")));
  key_holder_.Wait(absl::ZeroDuration());
  Evaluate("of a thief 16 by");
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("did not ask for")));
}

TEST_F(EvaluationsTest, WhatTheKeyHolderHasErasedIsNotSaidToBeNotEvaluated) {
  key_holder_.StepTo(agent_);
  agent_.Wait(absl::ZeroDuration());
  WriteDown("erased   16 byte");
  key_holder_.Erase("school", {Evaluate("erased   16 byte")}, "retention");
  const EvidenceReport report = Verify(Export());
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes,
              testing::Not(Contains(HasSubstr("evaluated nothing"))));
}

TEST_F(EvaluationsTest, TheKeyHoldersLogIsVerifiedAsTheOthers) {
  WriteDown("second of 16 by ");
  Evaluate("second of 16 by ");
  Evidence evidence = Export();
  evidence.key_holders["kh1"].openings.pop_back();
  EXPECT_THAT(Findings(evidence), IsEmpty()) << "of another, it would look so";
  EXPECT_THAT(Verify(evidence).notes, Contains(HasSubstr("taken out")));
  evidence = Export();
  evidence.key_holders["kh1"].openings.erase(
      evidence.key_holders["kh1"].openings.begin());
  EXPECT_THAT(Findings(evidence), Contains(HasSubstr("is missing")));
  evidence = Export();
  evidence.key_holders["kh1"] = key_holder_.For(
      "school", absl::StrCat(kOrigin, "/keyholder/kh1"), world_.clinic());
  EXPECT_THAT(Findings(evidence), Contains(HasSubstr("signature")));
}

TEST_F(EvaluationsTest, WithoutTheKeyHoldersLogNothingIsVerified) {
  Evidence evidence = Export();
  evidence.key_holders.clear();
  ASSERT_TRUE(WriteEvidence(evidence, folder_).ok());
  EXPECT_EQ(VerifyEvidence(folder_).status().code(),
            absl::StatusCode::kNotFound);
  std::filesystem::remove_all(folder_);
  evidence = Export();
  evidence.key_holders["kh2"] = evidence.key_holders["kh1"];
  ASSERT_TRUE(WriteEvidence(evidence, folder_).ok());
  EXPECT_EQ(VerifyEvidence(folder_).status().code(),
            absl::StatusCode::kInvalidArgument);
  std::filesystem::remove_all(folder_);
  evidence = Export();
  evidence.network = world_.With(
      [](auto& file) { file.mutable_key_holders(0)->clear_log_key(); });
  ASSERT_TRUE(WriteEvidence(evidence, folder_).ok());
  EXPECT_EQ(VerifyEvidence(folder_).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace kith::deploy
