// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/withdraw_flow.h"

#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// A store whose grounds never end as far as the release can see: what the fence
// would be without reading them again. The switch is here, not in the product.
class StaleGrounds : public InterposedTransaction {
 public:
  using InterposedTransaction::InterposedTransaction;
  absl::StatusOr<std::vector<StoredGround>> FindGrounds(
      absl::Span<const std::string> refs) override {
    auto grounds = InterposedTransaction::FindGrounds(refs);
    if (!grounds.ok()) return grounds;
    for (StoredGround& ground : *grounds) ground.withdrawn = false;
    return grounds;
  }
  static std::unique_ptr<StoreTransaction> Make(SealedDb& db) {
    return std::make_unique<StaleGrounds>(TestBroker::Real(db));
  }
};

class WithdrawFlowTest : public BrokerWorld {
 protected:
  const absl::Duration in_window_ = absl::Milliseconds(100);
  const absl::Duration behind_window_ = absl::Milliseconds(280);

  Asked AskedAndAnswered() {
    const Asked asked = Ask({});
    Answer("clinic", asked);
    return asked;
  }
  bool ClinicIsInReply(const Asked& asked) {
    return Holds(asked.heard->value(), "clinic");
  }

  // One family, one question, one withdrawal at a random moment: was an answer
  // given after the withdrawal had returned OK?
  bool AnswerIsGivenAfterWithdrawal(int family) {
    const std::string key = "family " + std::to_string(family);
    const std::string ground = Supports({.keys = {key}});
    const Asked asked = Ask({.subjects = {{key}}});
    Answer("clinic", asked);
    const bool acknowledges = premises_.random.Below(2) == 0;
    const int withdrawn_at = static_cast<int>(premises_.random.Below(21));
    Withdrawn withdrawn;
    bool given_after = false;
    for (int step = 0; step <= 22; ++step) {
      if (step == withdrawn_at) withdrawn = Withdraw("clinic", {ground});
      const bool was_withdrawn =
          withdrawn != nullptr && withdrawn->status().ok();
      const bool was_given = asked.heard->times() != 0;
      Pass(absl::Milliseconds(15));
      if (was_given || asked.heard->times() == 0) continue;
      given_after = was_withdrawn && ClinicIsInReply(asked);
      if (acknowledges) Acknowledge(asked);
    }
    EXPECT_TRUE(asked.heard->status().ok());
    Pass(kReleaseLife);
    EXPECT_TRUE(withdrawn->status().ok());
    return given_after;
  }
  int AnswersGivenAfterWithdrawal(int families) {
    int given = 0;
    for (int family = 0; family < families; ++family)
      given += AnswerIsGivenAfterWithdrawal(family);
    return given;
  }
};

// INVARIANT (fence), promise 2
TEST_F(WithdrawFlowTest, WithoutReadingGroundsAgainWithdrawnAnswersAreGiven) {
  Start(&StaleGrounds::Make);
  Pass(kReleaseLife);
  const int given = AnswersGivenAfterWithdrawal(60);
  std::printf(
      "without the fence: %d of 60 answers were given after their withdrawal\n",
      given);
  EXPECT_GT(given, 0);
}

TEST_F(WithdrawFlowTest, NoAnswerIsGivenAfterItsWithdrawal) {
  const int given = AnswersGivenAfterWithdrawal(300);
  std::printf("with the fence: %d of 300\n", given);
  EXPECT_EQ(given, 0);
}

TEST_F(WithdrawFlowTest, AWithdrawalInTheWindowTakesTheAnswerAndDoesNotWait) {
  const std::string ground = Supports({});
  const Asked asked = AskedAndAnswered();
  Pass(in_window_);
  EXPECT_TRUE(Withdraw("clinic", {ground})->status().ok());
  PassToRelease();
  EXPECT_FALSE(ClinicIsInReply(asked));
}

TEST_F(WithdrawFlowTest, AWithdrawalBehindTheReleaseWaitsUntilTheAskerHasIt) {
  const std::string ground = Supports({});
  const Asked asked = AskedAndAnswered();
  Pass(behind_window_);
  const Withdrawn withdrawn = Withdraw("clinic", {ground});
  EXPECT_EQ(withdrawn->times(), 0);
  PassToRelease();
  EXPECT_TRUE(ClinicIsInReply(asked));
  EXPECT_EQ(withdrawn->times(), 0);
  Acknowledge(asked);
  EXPECT_TRUE(withdrawn->status().ok());
}

TEST_F(WithdrawFlowTest,
       AWithdrawalWaitsForASilentAskerNoLongerThanTenSeconds) {
  const std::string ground = Supports({});
  AskedAndAnswered();
  Pass(behind_window_);
  const Withdrawn withdrawn = Withdraw("clinic", {ground});
  Pass(kReleaseLife - absl::Milliseconds(1));
  EXPECT_EQ(withdrawn->times(), 0);
  Pass(absl::Milliseconds(1));
  EXPECT_TRUE(withdrawn->status().ok());
  EXPECT_EQ(withdrawn->times(), 1);
}

TEST_F(WithdrawFlowTest, AReleaseOnAnotherGroundIsNotWaitedFor) {
  Supports({});
  const std::string other = Supports({.keys = {"elm"}});
  AskedAndAnswered();
  Pass(behind_window_);
  EXPECT_TRUE(Withdraw("clinic", {other})->status().ok());
}

TEST_F(WithdrawFlowTest, AfterARestartAWithdrawalWaitsTenSeconds) {
  const std::string ground = Supports({});
  Start();
  const Withdrawn withdrawn = Withdraw("clinic", {ground});
  Pass(kReleaseLife - absl::Milliseconds(1));
  EXPECT_EQ(withdrawn->times(), 0);
  Pass(absl::Milliseconds(1));
  EXPECT_TRUE(withdrawn->status().ok());
}

TEST_F(WithdrawFlowTest, AReplyIsNotGivenAgainAfterAWithdrawal) {
  const std::string ground = Supports({});
  const Asked asked = AskedAndAnswered();
  Pass(behind_window_);
  const Withdrawn withdrawn = Withdraw("clinic", {ground});
  PassToRelease();
  Acknowledge(asked);
  ASSERT_TRUE(withdrawn->status().ok());
  EXPECT_EQ(Send(asked.ask).heard->status().code(), StatusCode::kUnavailable);
}

TEST_F(WithdrawFlowTest, AnAcknowledgementIsStillUnderstoodAfterAWithdrawal) {
  const std::string ground = Supports({});
  const Asked asked = AskedAndAnswered();
  PassToRelease();
  const Withdrawn withdrawn = Withdraw("clinic", {ground});
  EXPECT_EQ(withdrawn->times(), 0);
  ASSERT_NE(broker_->enquiries().Find(asked.ask.enquiry_id()), nullptr)
      << "EnquiryService.Acknowledge finds out by it who asked";
  Acknowledge(asked);
  EXPECT_TRUE(withdrawn->status().ok());
}

TEST_F(WithdrawFlowTest, AnAnswerRestsOnEveryGroundAmongItsRows) {
  const std::string handle = Random16();
  Supports({.keys = {"nhs"}, .handle = handle});
  const std::string second = Supports({.keys = {"name"}, .handle = handle});
  const Asked asked = Ask({.subjects = {{"nhs", "name"}}});
  Answer("clinic", asked);
  ASSERT_TRUE(Withdraw("clinic", {second})->status().ok());
  PassToRelease();
  EXPECT_FALSE(ClinicIsInReply(asked));
}

TEST_F(WithdrawFlowTest, AGroundThatExpiresInTheWindowTakesTheAnswerToo) {
  Supports({.lasts = in_window_});
  const Asked asked = AskedAndAnswered();
  PassToRelease();
  EXPECT_FALSE(ClinicIsInReply(asked));
}

TEST_F(WithdrawFlowTest, WithdrawnOnceItEndsWhateverRestsOnTheSameReceipt) {
  const std::string receipt = Random16();
  const std::string own = Supports({.agency = "clinic", .rests_on = receipt});
  const std::string others =
      Supports({.agency = "refuge", .rests_on = receipt});
  const Withdrawn withdrawn = Withdraw("clinic", {own});
  EXPECT_EQ(withdrawn->value().grounds_ended(), 2u);
  const auto told = broker_->relay.Withdrawals("refuge");
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].ground_ref(), others);
  Ask({});
  EXPECT_THAT(broker_->relay.Asked(), IsEmpty());
}

TEST_F(WithdrawFlowTest, OnlyHereLeavesTheOthers) {
  const std::string receipt = Random16();
  const std::string own = Supports({.agency = "clinic", .rests_on = receipt});
  Supports({.agency = "refuge", .rests_on = receipt});
  EXPECT_EQ(Withdraw("clinic", {own}, true)->value().grounds_ended(), 1u);
  Ask({});
  EXPECT_THAT(broker_->relay.Asked(), ElementsAre("refuge"));
}

// E-47
TEST_F(WithdrawFlowTest, AnothersGroundAndNoGroundAreRefusedAlike) {
  const std::string others = Supports({.agency = "refuge"});
  const absl::Status of_another = Withdraw("clinic", {others})->status();
  EXPECT_EQ(of_another, Withdraw("clinic", {Random16()})->status());
  EXPECT_EQ(of_another.code(), StatusCode::kNotFound);
  EXPECT_TRUE(Holds(AskAndHear({}), "refuge"));
}

// E-48
TEST_F(WithdrawFlowTest, WithdrawingAgainIsOkAndEndsNothing) {
  const std::string ground = Supports({});
  ASSERT_TRUE(Withdraw("clinic", {ground})->status().ok());
  const Withdrawn again = Withdraw("clinic", {ground});
  EXPECT_TRUE(again->status().ok());
  EXPECT_EQ(again->value().grounds_ended(), 0u);
}

TEST_F(WithdrawFlowTest, MalformedWithdrawalsAreInvalid) {
  EXPECT_EQ(Withdraw("clinic", {})->status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Withdraw("clinic", {"short"})->status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(Withdraw("clinic", std::vector<std::string>(65, Random16()))
                ->status()
                .code(),
            StatusCode::kInvalidArgument);
  EXPECT_THAT(Events("clinic"), IsEmpty());
}

TEST_F(WithdrawFlowTest, AWithdrawalIsCountersignedAtItsPlaceInTheLog) {
  const std::string ground = Supports({});
  const consent::v1::WithdrawReply reply =
      Withdraw("clinic", {ground})->value();
  const auto& signed_by_broker = reply.countersignature();
  EXPECT_EQ(signed_by_broker.log_index(), reply.log_index());
  EXPECT_TRUE(
      VerifySignature(
          premises_.members.broker().public_key(), Label::kCountersign,
          network_->id(),
          JoinFields({std::string(32, 'r'), BigEndian64(reply.log_index()),
                      BigEndian64(signed_by_broker.time_ms())}),
          signed_by_broker.signature())
          .ok());
  EXPECT_THAT(Events("clinic"), ElementsAre("EVENT_WITHDRAWN"));
}

}  // namespace
}  // namespace kith::broker
