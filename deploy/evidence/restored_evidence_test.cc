// SPDX-License-Identifier: Apache-2.0
// Evidence of after the broker's database was lost (docs/spec/evidence.md).
#include <gmock/gmock.h>

#include "absl/strings/escaping.h"
#include "deploy/evidence/evidence_world.h"

namespace kith::deploy {
namespace {

using log::v1::EnquiryDetail;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// The school asks and is answered: the broker's entries 0 and 1.
class RestoredEvidenceTest : public EvidenceWorld {
 protected:
  void SetUp() override {
    EnquiryDetail detail;
    detail.set_enquiry_id("first");
    agent_.Append(log::v1::EVENT_ASKED, "school", detail);
    broker_.Append(log::v1::EVENT_ACCEPTED, "school", detail);
    detail.set_broker_index(
        broker_.Append(log::v1::EVENT_RELEASED, "school", detail));
    agent_.Append(log::v1::EVENT_SHOWN, "school", detail);
  }
  EvidenceReport Verify() { return EvidenceWorld::Verify(Export()); }
};

TEST_F(RestoredEvidenceTest, WhatWasLostIsANoteInPlainWords) {
  broker_.Lose("school", 0, 2);
  const EvidenceReport report = Verify();
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes,
              Contains(testing::AllOf(
                  HasSubstr("UTC the broker's log was taken from a mirror"),
                  HasSubstr("the 2 entries 0 to 1 are there and cannot be "
                            "opened at the broker"))));
}

TEST_F(RestoredEvidenceTest, WhatOthersCanBeAskedIsSaid) {
  broker_.Lose("school", 0, 2);
  log::v1::Opening opening;
  log::v1::RestoreDetail detail;
  ASSERT_TRUE(
      opening.ParseFromString(Export().broker.openings.back().opening()));
  ASSERT_TRUE(detail.ParseFromString(opening.detail()));
  EXPECT_THAT(
      Verify().notes,
      Contains(HasSubstr(absl::StrCat(
          "begins with ",
          absl::BytesToHexString(detail.checkpoint_sha256().substr(0, 8)),
          ": ask two other agencies"))));
}

// Whoever loses a database says so at once.
TEST_F(RestoredEvidenceTest, OneBehindThoseOfAllAgenciesHolds) {
  for (int i = 0; i < 1024; ++i) {
    broker_.Append(log::v1::EVENT_PUBLISHED, "clinic", {});
  }
  broker_.Lose("school", 1, 2);
  EXPECT_THAT(Verify().findings, IsEmpty()) << "at the end of 1,024 agencies";
}

TEST_F(RestoredEvidenceTest, OneThatIsSaidStillLaterIsAFinding) {
  for (int i = 0; i < 1025; ++i) {
    broker_.Append(log::v1::EVENT_PUBLISHED, "clinic", {});
  }
  broker_.Lose("school", 1, 2);
  EXPECT_THAT(Verify().findings,
              Contains(HasSubstr("entry 1027 says that entries were taken")));
}

TEST_F(RestoredEvidenceTest, OneWithoutTheHashOfACheckpointIsAFinding) {
  log::v1::RestoreDetail detail;
  detail.set_first(1);
  detail.set_end(2);
  detail.set_checkpoint_sha256("short");
  broker_.AppendDetail(log::v1::EVENT_RESTORE, "school",
                       detail.SerializeAsString(), tlog::NoPublicPart());
  EXPECT_THAT(Verify().findings,
              Contains(HasSubstr("entry 2 says that entries were taken")));
}

TEST_F(RestoredEvidenceTest, AThousandAreLookedAtAndNoMore) {
  const auto lose = [&](int times) {
    for (int i = 0; i < times; ++i) {
      const auto at = broker_.Append(log::v1::EVENT_PUBLISHED, "clinic", {});
      broker_.SayRestored("school", at, at + 1);
    }
  };
  lose(1000);
  EvidenceReport report = Verify();
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes, Contains(HasSubstr("980 more times")));
  lose(2);
  report = Verify();
  EXPECT_THAT(report.findings,
              testing::ElementsAre(HasSubstr("more than 1,000 times")));
}

TEST_F(RestoredEvidenceTest, AnEndThatMayBeAmongWhatWasLostIsNoFinding) {
  broker_.Lose("school", 1, 2);
  EXPECT_THAT(Verify().findings, IsEmpty());
}

TEST_F(RestoredEvidenceTest, AQuestionOfAfterwardsStillHasToEnd) {
  broker_.Lose("school", 1, 2);
  EnquiryDetail detail;
  detail.set_enquiry_id("second");
  agent_.Append(log::v1::EVENT_ASKED, "school", detail);
  broker_.Append(log::v1::EVENT_ACCEPTED, "school", detail);
  broker_.Append(log::v1::EVENT_PUBLISHED, "clinic", {});
  EXPECT_THAT(Verify().findings, Contains(HasSubstr("has no end")));
}

TEST_F(RestoredEvidenceTest, WhatNoEntrySaysWasLostIsAFinding) {
  broker_.Lose("school", 0, 1);
  Evidence evidence = Export();
  ASSERT_EQ(evidence.broker.openings.size(), 2u);
  // The released one is there; without it, it is neither lost nor shown.
  evidence.broker.openings.erase(evidence.broker.openings.begin());
  EXPECT_THAT(Findings(evidence),
              Contains(HasSubstr("an entry of yours is missing")));
}

TEST_F(RestoredEvidenceTest, ARangeThatMakesNoSenseIsAFinding) {
  broker_.SayRestored("school", 2, 2);
  broker_.SayRestored("school", 3, 1);
  broker_.SayRestored("school", 1, 9);
  EXPECT_THAT(
      Verify().findings,
      testing::ElementsAre(HasSubstr("entry 2 says that entries were taken"),
                           HasSubstr("entry 3 says that entries were taken"),
                           HasSubstr("entry 4 says that entries were taken")));
}

TEST_F(RestoredEvidenceTest, OneRangeTwiceIsAFinding) {
  broker_.Lose("school", 0, 2);
  broker_.SayRestored("school", 1, 2);
  EXPECT_THAT(Verify().findings,
              testing::ElementsAre(HasSubstr("which entry 2 says as well")));
}

TEST_F(RestoredEvidenceTest, AnOpeningAmongWhatWasLostIsAFinding) {
  broker_.SayRestored("school", 1, 2);
  EXPECT_THAT(Verify().findings,
              testing::ElementsAre(HasSubstr(
                  "entry 1 is said to have been taken from a mirror")));
}

TEST_F(RestoredEvidenceTest, NoAgencyLosesItsOwnLog) {
  agent_.Lose("school", 0, 1);
  EXPECT_THAT(Verify().findings,
              Contains(HasSubstr("your own log: entry 2 says that entries were "
                                 "taken from a mirror")));
}

TEST_F(RestoredEvidenceTest, NoKeyHolderIsRestored) {
  Evaluate(kFirstBatch);
  WriteDown(kFirstBatch);
  key_holder_.Lose("school", 0, 1);
  EXPECT_THAT(Verify().findings,
              Contains(HasSubstr("the log of the key holder kh1: entry 1 says "
                                 "that entries were taken from a mirror")));
}

}  // namespace
}  // namespace kith::deploy
