// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/urgent_review_flow.h"

#include "broker/flows/urgent_rules.h"
#include "broker/flows/urgent_world.h"

namespace kith::broker {
namespace {

using absl::StatusCode;
using urgent::v1::RequestBody;
using urgent::v1::ReviewBody;

class UrgentReviewFlowTest : public UrgentWorld {
 protected:
  UrgentReviewFlowTest() {
    for (const Person& person : {ann_, bel_, dee_}) {
      EXPECT_TRUE(Register(person).ok());
    }
    request_ = RequestOf(ann_);
    EXPECT_TRUE(Request(ann_, request_).ok());
    EXPECT_TRUE(Authorise(bel_, request_).ok());
  }

  absl::Status Review(const std::string& agency, char reviewer) {
    ReviewBody body;
    body.set_enquiry_id(request_.enquiry_id());
    body.set_agency(agency);
    body.set_practitioner(std::string(16, reviewer));
    body.set_finding(ReviewBody::FINDING_JUSTIFIED);
    urgent::v1::SignedReview request;
    request.set_body(body.SerializeAsString());
    request.set_signature(SignerOf(premises_.members, agency)
                              .Sign(Label::kUrgentReview,
                                    premises_.members.id(), request.body()));
    auto heard = std::make_shared<Heard<std::uint64_t>>();
    broker_->urgent_reviews.Review(agency, request,
                                   [heard](auto index) { heard->Tell(index); });
    Settle();
    return heard->status();
  }
  urgent::v1::UrgentItem Item(const std::string& agency) {
    const auto listed = broker_->urgent.List(agency);
    return listed.ok() && !listed->items().empty() ? listed->items(0)
                                                   : urgent::v1::UrgentItem();
  }
  // The first moment at which the review is late.
  absl::Duration UntilLate() {
    absl::CivilDay last;
    EXPECT_TRUE(absl::ParseCivilTime(Item("school").review_by(), &last));
    return absl::FromCivil(last + 1, absl::UTCTimeZone()) - clock_.Now();
  }

  RequestBody request_;
};

TEST_F(UrgentReviewFlowTest, AUseIsToBeReviewedInTwoWorkingDays) {
  ASSERT_TRUE(AskOnce(request_).ok());
  EXPECT_EQ(Item("school").review_by(),
            absl::FormatCivilTime(
                network_->working_days().After(DayOf(clock_.Now()), 2)));
  EXPECT_FALSE(Item("school").review_late());
}

TEST_F(UrgentReviewFlowTest, AReviewIsLoggedAndTheFirstStays) {
  ASSERT_TRUE(AskOnce(request_).ok());
  EXPECT_TRUE(Review("school", 'r').ok());
  EXPECT_EQ(NewestOf("school").what(), "reviewed");
  EXPECT_EQ(NewestOf("school").finding(), "justified");
  EXPECT_EQ(Item("school").state(), urgent::v1::UrgentItem::STATE_REVIEWED);
  const std::size_t entries = Events("school").size();
  EXPECT_TRUE(Review("school", 's').ok());
  EXPECT_EQ(Events("school").size(), entries);
}

TEST_F(UrgentReviewFlowTest, NobodyReviewsTheirOwn) {
  ASSERT_TRUE(AskOnce(request_).ok());
  EXPECT_EQ(Review("school", 'a').code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(Review("school", 'b').code(), StatusCode::kInvalidArgument);
}

TEST_F(UrgentReviewFlowTest, OnlyAUseOfOnesOwnIsReviewed) {
  EXPECT_EQ(Review("school", 'r').code(), StatusCode::kNotFound) << "not used";
  ASSERT_TRUE(AskOnce(request_).ok());
  EXPECT_EQ(Review("clinic", 'r').code(), StatusCode::kNotFound);
}

TEST_F(UrgentReviewFlowTest, ALateReviewIsAnAlarmOnceAtTheDesksAgencyToo) {
  ASSERT_TRUE(AskOnce(request_).ok());
  const absl::Duration until = UntilLate();
  Pass(until - absl::Seconds(1));
  EXPECT_EQ(*broker_->urgent_reviews.Escalate(), 0);
  Pass(absl::Seconds(1));
  EXPECT_EQ(*broker_->urgent_reviews.Escalate(), 1);
  EXPECT_EQ(NewestOf("school").what(), "review late");
  EXPECT_EQ(NewestOf("clinic").what(), "review late");
  EXPECT_TRUE(Item("clinic").review_late());
  EXPECT_EQ(*broker_->urgent_reviews.Escalate(), 0) << "once";
}

TEST_F(UrgentReviewFlowTest, WhileItIsLateAColleagueIsNotEnough) {
  ASSERT_TRUE(AskOnce(request_).ok());
  Pass(UntilLate());
  const RequestBody next = RequestOf(ann_);
  ASSERT_TRUE(Request(ann_, next).ok());
  EXPECT_EQ(Authorise(bel_, next).code(), StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Review("school", 'r').ok());
  EXPECT_TRUE(Authorise(bel_, next).ok());
}

TEST_F(UrgentReviewFlowTest, WhatWasReviewedInTimeIsNoAlarm) {
  ASSERT_TRUE(AskOnce(request_).ok());
  const absl::Duration until = UntilLate();
  EXPECT_TRUE(Review("school", 'r').ok());
  Pass(until);
  EXPECT_EQ(*broker_->urgent_reviews.Escalate(), 0);
}

}  // namespace
}  // namespace kith::broker
