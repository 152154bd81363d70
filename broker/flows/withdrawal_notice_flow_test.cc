// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/withdrawal_notice_flow.h"

#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// The clinic and the refuge rest on one receipt.
class WithdrawalNoticeFlowTest : public BrokerWorld {
 protected:
  WithdrawalNoticeFlowTest() {
    const std::string receipt = Random16();
    own_ = Supports({.agency = "clinic", .rests_on = receipt});
    others_ = Supports({.agency = "refuge", .rests_on = receipt});
  }
  consent::v1::GetWithdrawalReply List(const std::string& caller,
                                       const std::string& ref) {
    consent::v1::GetWithdrawalRequest request;
    request.add_refs(ref);
    const auto reply = broker_->withdrawal_notices.List(caller, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.value_or(consent::v1::GetWithdrawalReply());
  }
  // Agencies that have acted, and those that have not.
  std::vector<std::string> Acted() {
    std::vector<std::string> acted;
    const consent::v1::GetWithdrawalReply reply = List("clinic", own_);
    for (const auto& owner : reply.owners()) {
      if (owner.acknowledged_at_ms() != 0) acted.push_back(owner.agency());
    }
    return acted;
  }
  void Deliver(const std::string& agency) {
    broker_->withdrawal_notices.Deliver(agency);
    Settle();
  }
  void Acknowledge(const std::string& agency, const std::string& ref) {
    broker_->withdrawal_notices.Acknowledge(agency, ref);
    Settle();
  }

  std::string own_;
  std::string others_;
};

TEST_F(WithdrawalNoticeFlowTest, WhoSaysSoHasActedAndOthersWhenTheySaySo) {
  EXPECT_THAT(Acted(), IsEmpty());
  ASSERT_TRUE(Withdraw("clinic", {own_})->status().ok());
  EXPECT_THAT(Acted(), ElementsAre("clinic"));
  Acknowledge("refuge", others_);
  EXPECT_THAT(Acted(), ElementsAre("clinic", "refuge"));
}

TEST_F(WithdrawalNoticeFlowTest, NobodyActsForAnother) {
  ASSERT_TRUE(Withdraw("clinic", {own_})->status().ok());
  Acknowledge("school", others_);
  Acknowledge("clinic", others_);
  Acknowledge("refuge", "short");
  EXPECT_THAT(Acted(), ElementsAre("clinic"));
}

TEST_F(WithdrawalNoticeFlowTest, WhatIsNotWithdrawnCannotBeActedOn) {
  Acknowledge("refuge", others_);
  ASSERT_TRUE(Withdraw("clinic", {own_})->status().ok());
  EXPECT_THAT(Acted(), ElementsAre("clinic"));
}

TEST_F(WithdrawalNoticeFlowTest, AnOwnerThatWasAwayIsToldWhenItComesBack) {
  broker_->relay.HangUp("refuge");
  ASSERT_TRUE(Withdraw("clinic", {own_})->status().ok());
  EXPECT_THAT(broker_->relay.Withdrawals("refuge"), IsEmpty());
  broker_->relay.ComesBack("refuge");
  Deliver("refuge");
  ASSERT_THAT(broker_->relay.Withdrawals("refuge"), SizeIs(1));
  EXPECT_EQ(broker_->relay.Withdrawals("refuge")[0].ground_ref(), others_);
  Acknowledge("refuge", others_);
  Deliver("refuge");
  EXPECT_THAT(broker_->relay.Withdrawals("refuge"), SizeIs(1))
      << "told until it has acted, and no longer";
  Deliver("clinic");
  EXPECT_THAT(broker_->relay.Withdrawals("clinic"), SizeIs(1))
      << "its own, by its own withdrawal";
}

TEST_F(WithdrawalNoticeFlowTest, WhoRestsOnItMayListItAndNobodyElse) {
  ASSERT_TRUE(Withdraw("clinic", {own_})->status().ok());
  EXPECT_THAT(List("refuge", others_).owners(), SizeIs(2));
  consent::v1::GetWithdrawalRequest request;
  request.add_refs(others_);
  const absl::Status of_another =
      broker_->withdrawal_notices.List("school", request).status();
  request.set_refs(0, Random16());
  EXPECT_EQ(of_another,
            broker_->withdrawal_notices.List("school", request).status());
  EXPECT_EQ(of_another.code(), StatusCode::kNotFound);
  request.clear_refs();
  EXPECT_EQ(broker_->withdrawal_notices.List("school", request).status().code(),
            StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith::broker
