// SPDX-License-Identifier: Apache-2.0
// Whether the broker's log was silent, and whether it said when the network
// file changed (docs/spec/evidence.md).
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "deploy/evidence/evidence_world.h"

namespace kith::deploy {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ConductTest : public EvidenceWorld {
 protected:
  void SetUp() override {
    broker_.Under(world_.Get()->hash());
    agent_.Append(log::v1::EVENT_IMPORTED, "school", {});
  }
  void Append(absl::Duration after = absl::Minutes(5)) {
    broker_.Append(log::v1::EVENT_PUBLISHED, "clinic", {}, after);
  }
  std::uint64_t Say(const Hash& file, const std::string& agency = "school") {
    log::v1::CountDetail detail;
    detail.set_what("network file");
    detail.set_count(2);
    detail.set_digest(HashBytes(file));
    return broker_.AppendDetail(log::v1::EVENT_MEMBERSHIP, agency,
                                detail.SerializeAsString(),
                                tlog::NoPublicPart());
  }
  EvidenceReport Verify() { return EvidenceWorld::Verify(Export()); }

  const Hash earlier_ = Sha256("earlier");
};

TEST_F(ConductTest, HalfAnHourIsNoSilence) {
  Append();
  Append(absl::Minutes(30));
  EXPECT_THAT(Verify().notes, Not(Contains(HasSubstr("silent"))));
}

TEST_F(ConductTest, SilencesAreCountedAndTheLongestIsToldWithItsTimes) {
  Append();
  Append(absl::Minutes(31));
  Append(absl::Hours(2));
  Append(absl::Minutes(40));
  const EvidenceReport report = Verify();
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes,
              Contains("the broker's log was silent for more than half an hour "
                       "3 times, the longest from 2026-11-18 11:42 UTC to "
                       "2026-11-18 13:42 UTC: ask its operator why"));
}

TEST_F(ConductTest, AChangeThatIsSaidIsNoNote) {
  broker_.Under(earlier_);
  Append();
  broker_.Under(world_.Get()->hash());
  Say(world_.Get()->hash(), "clinic");
  Say(world_.Get()->hash());
  const EvidenceReport report = Verify();
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes, Not(Contains(HasSubstr("network file"))));
}

TEST_F(ConductTest, AChangeThatNobodySaysIsANote) {
  broker_.Under(earlier_);
  Append();
  broker_.Under(world_.Get()->hash());
  Append();
  broker_.Under(earlier_);
  Append();
  broker_.Under(world_.Get()->hash());
  Say(world_.Get()->hash());
  EXPECT_THAT(Verify().notes,
              Contains(HasSubstr("took another network file 2 times without an "
                                 "entry of yours that says so, first at entry "
                                 "1 on 2026-11-18")));
}

TEST_F(ConductTest, WhatSaidSoMayBeErasedOrLost) {
  broker_.Under(earlier_);
  Append();
  broker_.Under(world_.Get()->hash());
  const std::uint64_t said = Say(world_.Get()->hash());
  broker_.Erase("school", {said});
  broker_.Under(earlier_);
  Append();
  const std::uint64_t lost = broker_.size();
  broker_.Under(world_.Get()->hash());
  Say(world_.Get()->hash());
  broker_.Lose("school", lost - 1, lost + 1);
  const EvidenceReport report = Verify();
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes, Not(Contains(HasSubstr("another network file"))));
}

TEST_F(ConductTest, AnotherFileThanItIsMadeUnderIsAFinding) {
  Append();
  const std::uint64_t at = Say(earlier_);
  EXPECT_THAT(Verify().findings,
              testing::ElementsAre(absl::StrCat(
                  "the broker's log: entry ", at,
                  " names another network file than the one it was made "
                  "under")));
}

TEST_F(ConductTest, ALogUnderAnotherFileThanThatOfTheFolderIsANote) {
  broker_.Under(earlier_);
  Append();
  EXPECT_THAT(Verify().notes,
              Contains(HasSubstr("was made under another version")));
}

}  // namespace
}  // namespace kith::deploy
