// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/confirm_shields_flow.h"

#include "agent/flows/answer_world.h"
#include "agent/flows/consent_flow.h"
#include "agent/flows/register_change.h"

namespace kith::agent {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Staff kOfficer{.name = "ola", .shown_as = "Ola", .role = "dpo"};
const Row kMother{
    .id = "3", .forename = "Odile", .surname = "Quist", .born = "1991-02-03"};

// The clinic, restored from a backup.
class ConfirmShieldsFlowTest : public AnswerWorld {
 protected:
  ConfirmShieldsFlowTest() {
    EXPECT_TRUE(Change(*parts_, [](Register& people) {
                  return PutHold({Hold::Why::kRestored,
                                  absl::FromUnixMillis(1'795'917'600'000)},
                                 people);
                }).ok());
  }
  // Its pass finds that everything has to come out first.
  void Connect() { Publish(); }
  absl::Status Confirm() {
    return ConfirmShieldsFlow(*parts_).Run(kOfficer).status();
  }
};

TEST_F(ConfirmShieldsFlowTest, UntilThenNoSlotGoesOutAndNothingIsLogged) {
  Connect();
  const Asked asked = Ask(sami_);
  const std::uint64_t entries = log_->size();
  EXPECT_EQ(SlotFor(RouteOf(asked, HandleOf(sami_))), std::nullopt);
  // A probe is told no other way.
  EXPECT_EQ(SlotFor(RouteOf(asked, std::string(16, 'p'))), std::nullopt);
  EXPECT_EQ(log_->size(), entries);
  ASSERT_TRUE(Confirm().ok());
  Publish();
  EXPECT_TRUE(AnswerAbout(sami_).has_value());
}

// Rows that were published since the backup open with keys that it does not
// have: a blank from here would be read as a negative.
TEST_F(ConfirmShieldsFlowTest, WhatWasPublishedComesOutBeforeAnythingIsTold) {
  ASSERT_FALSE(broker_.rows.empty());
  broker_.down = true;
  EXPECT_FALSE(publish_->Run().ok());
  ASSERT_TRUE(Confirm().ok());
  EXPECT_EQ(SlotFor(RouteOf(Ask(sami_), HandleOf(sami_))), std::nullopt)
      << "confirmed, and the rows are still there";
  broker_.down = false;
  const std::size_t rows = broker_.rows.size();
  Publish();
  EXPECT_EQ(broker_.all_removed, 1);
  EXPECT_EQ(broker_.rows.size(), rows) << "all that is here is there again";
  EXPECT_TRUE(AnswerAbout(sami_).has_value());
  Publish();
  EXPECT_EQ(broker_.all_removed, 1) << "once is enough";
}

TEST_F(ConfirmShieldsFlowTest, UntilThenNobodyIsPublished) {
  const std::size_t rows = broker_.rows.size();
  ASSERT_TRUE(Import({sami_, dina_, kMother}).ok());
  Publish();
  EXPECT_THAT(broker_.rows, IsEmpty());
  EXPECT_FALSE(publish_->progress().done);
  EXPECT_THAT(publish_->progress().waiting_for,
              HasSubstr("kith shield confirm"));
  ASSERT_TRUE(Confirm().ok());
  Publish();
  EXPECT_GT(broker_.rows.size(), rows);
  EXPECT_TRUE(publish_->progress().done);
}

// No family waits for an officer.
TEST_F(ConfirmShieldsFlowTest, AWithdrawalGoesOutAllTheSame) {
  ASSERT_THAT(broker_.withdrawals, IsEmpty());
  desk::v1::WithdrawConsentRequest request;
  *request.add_people() = Described(sami_);
  request.set_only_here(true);
  ASSERT_TRUE(
      ConsentFlow(*parts_, *countersign_).Withdraw(kOfficer, request).ok());
  Publish();
  EXPECT_THAT(broker_.withdrawals, Not(IsEmpty()));
}

TEST_F(ConfirmShieldsFlowTest, WhoConfirmedStandsInTheLog) {
  ASSERT_TRUE(Confirm().ok());
  log::v1::CountDetail detail;
  EXPECT_EQ(OwnLog().back().event(), log::v1::EVENT_REGISTER);
  ASSERT_TRUE(detail.ParseFromString(OwnLog().back().detail()));
  EXPECT_EQ(detail.what(), "shields confirmed after a loss, by ola");
  EXPECT_TRUE(absl::IsFailedPrecondition(Confirm())) << "confirmed before";
}

TEST_F(ConfirmShieldsFlowTest, TheWordsSaySinceWhen) {
  const auto unsure = reader_->With(GetHold);
  ASSERT_TRUE(unsure.ok() && unsure->has_value());
  EXPECT_THAT(HoldWords(**unsure), HasSubstr("a copy of 2"));
  EXPECT_THAT(HoldWords(**unsure), HasSubstr("November 2026"));
  EXPECT_THAT(HoldWords({}), HasSubstr("database is new"));
}

}  // namespace
}  // namespace kith::agent
