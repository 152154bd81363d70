// SPDX-License-Identifier: Apache-2.0
#include "keys/keyholder/evaluate_flow.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "absl/synchronization/notification.h"
#include "keys/base/fake_clock.h"
#include "keys/network/batch_signature.h"
#include "keys/network/epochs.h"
#include "keys/oprf/shares.h"
#include "tests/support/shared_epoch.h"
#include "tests/support/test_network.h"

namespace kith::keyholder {
namespace {

using absl::StatusCode;

const std::string kId(kRequestIdBytes, 'r');

// A network of one school, which may have 64 elements a day evaluated.
class EvaluateFlowTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ =
        std::filesystem::path(testing::TempDir()) /
        (std::string(
             testing::UnitTest::GetInstance()->current_test_info()->name()) +
         ".db");
    std::filesystem::remove(path_);
    ASSERT_TRUE(
        shares_
            .Add(1, Secret::FromBytes(key_.secret().Expose()), *network_.Get())
            .ok());
    ASSERT_TRUE(shares_
                    .Add(2,
                         Secret::FromBytes(dealt_.shares[0].secret().Expose()),
                         *network_.Get())
                    .ok());
    auto db = *SealedDb::Open(path_, db_key_);
    ASSERT_TRUE(CreateChargeTable(*db).ok());
    log_ = *tlog::AuditLog::Open(
        std::move(db),
        {.origin = "kith.example/kh", .headroom_file = "", .headroom_bytes = 0},
        Signer::Generate(random_), clock_, random_);
  }
  void TearDown() override {
    executor_.Stop();
    publishing_.Stop();
    log_.reset();
    std::filesystem::remove(path_);
  }
  absl::StatusOr<oprf::Evaluation> Evaluate(EvaluateFlow::Request request) {
    EvaluateFlow flow({"kh1", network_, shares_, *log_, executor_, publishing_,
                       clock_, random_});
    absl::Notification ready;
    absl::StatusOr<oprf::Evaluation> result = absl::UnknownError("");
    flow.Run(std::move(request),
             [&](absl::StatusOr<oprf::Evaluation> evaluation) {
               result = std::move(evaluation);
               ready.Notify();
             });
    ready.WaitForNotification();
    return result;
  }
  std::string Elements(int count) {
    std::string elements;
    for (int i = 0; i < count; ++i) elements += oprf::RandomElement(random_);
    return elements;
  }

  SystemRandom random_;
  FakeClock clock_;
  ThreadedExecutor executor_{clock_, 1};
  ThreadedExecutor publishing_{clock_, 1};
  tests::TestNetwork made_{random_};
  const oprf::EvaluationKey key_ = oprf::EvaluationKey::Generate(random_);
  const oprf::Dealt dealt_ = *oprf::Deal(3, random_);
  // Epoch 1 has one key holder, epoch 2 is in shares and not asked by yet.
  CurrentNetwork network_{made_.With([this](network::v1::NetworkFile& file) {
    file.mutable_agencies(0)->set_ask_elements_per_day(64);
    file.mutable_agencies(0)->set_register_size(50);
    file.mutable_epochs(0)->set_public_key(key_.public_key());
    tests::AddSharedEpoch(2, dealt_, file);
  })};
  ShareSet shares_{"kh1"};
  std::filesystem::path path_;
  const Secret db_key_ = Secret::Generate(32, random_);
  std::unique_ptr<tlog::AuditLog> log_;
};

TEST_F(EvaluateFlowTest, EvaluatesWithAProofOfThePinnedKey) {
  const std::string blinded = Elements(16);
  const auto evaluation = Evaluate({"school", Use::kAsk, 1, blinded, kId});
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  EXPECT_TRUE(oprf::Verify(key_.public_key(), blinded, evaluation->elements,
                           evaluation->proof)
                  .ok());
  EXPECT_EQ(log_->size(), 1u);
}

TEST_F(EvaluateFlowTest, NoQuestionWaitsForABatchToPublish) {
  absl::Notification goes_on;
  publishing_.Post([&] { goes_on.WaitForNotification(); });
  EvaluateFlow flow({"kh1", network_, shares_, *log_, executor_, publishing_,
                     clock_, random_});
  absl::Notification published;
  flow.Run({"school", Use::kPublish, 1, Elements(1024), kId},
           [&](const absl::StatusOr<oprf::Evaluation>& evaluation) {
             EXPECT_TRUE(evaluation.ok()) << evaluation.status();
             published.Notify();
           });
  EXPECT_TRUE(Evaluate({"school", Use::kAsk, 1, Elements(16), kId}).ok());
  EXPECT_FALSE(published.HasBeenNotified());
  goes_on.Notify();
  published.WaitForNotification();
}

TEST_F(EvaluateFlowTest, OnlyTheTwoShapesMayBeAsked) {
  EXPECT_EQ(
      Evaluate({"school", Use::kAsk, 1, Elements(15), kId}).status().code(),
      StatusCode::kInvalidArgument);
  EXPECT_EQ(
      Evaluate({"school", Use::kAsk, 1, Elements(17), kId}).status().code(),
      StatusCode::kInvalidArgument);
  EXPECT_EQ(Evaluate({"school", Use::kAsk, 1, "", kId}).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(
      Evaluate({"school", Use::kPublish, 1, Elements(16), kId}).status().code(),
      StatusCode::kInvalidArgument);
}

TEST_F(EvaluateFlowTest, TheDailyAllowanceEndsAndStartsAnew) {
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(Evaluate({"school", Use::kAsk, 1, Elements(16), kId}).ok());
  }
  EXPECT_EQ(
      Evaluate({"school", Use::kAsk, 1, Elements(16), kId}).status().code(),
      StatusCode::kResourceExhausted);
  clock_.Advance(absl::Hours(24));
  EXPECT_TRUE(Evaluate({"school", Use::kAsk, 1, Elements(16), kId}).ok());
}

TEST_F(EvaluateFlowTest, PublishingIsBoundedByTheDeclaredRegister) {
  ASSERT_TRUE(Evaluate({"school", Use::kPublish, 1, Elements(1024), kId}).ok());
  clock_.Advance(absl::Hours(48));
  // 50 people declared: 1,200 elements an epoch, however many days pass.
  EXPECT_EQ(Evaluate({"school", Use::kPublish, 1, Elements(1024), kId})
                .status()
                .code(),
            StatusCode::kResourceExhausted);
}

TEST_F(EvaluateFlowTest, AnUnacceptableElementIsRefusedAndCharged) {
  std::string blinded = Elements(16);
  blinded.replace(0, 32, std::string(32, '\0'));
  EXPECT_EQ(Evaluate({"school", Use::kAsk, 1, blinded, kId}).status().code(),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(log_->size(), 1u);
}

TEST_F(EvaluateFlowTest, WhatWasEvaluatedIsLoggedUnderItsRequestId) {
  ASSERT_TRUE(Evaluate({"school", Use::kAsk, 1, Elements(16), kId}).ok());
  const auto reading = *SealedDb::Open(path_, db_key_);
  const auto opening = *tlog::AuditLog::ReadOpening(*reading, 0);
  log::v1::EvaluationDetail detail;
  ASSERT_TRUE(detail.ParseFromString(opening.detail()));
  EXPECT_EQ(opening.event(), log::v1::EVENT_EVALUATED);
  EXPECT_EQ(opening.agency(), "school");
  EXPECT_EQ(detail.what(), "ask");
  EXPECT_EQ(detail.count(), 16u);
  EXPECT_EQ(detail.request_id(), kId);
}

TEST_F(EvaluateFlowTest, ARequestIdOfAnotherLengthIsRefusedAndNotCharged) {
  for (const std::size_t bytes : {0, 15, 17, 32}) {
    EXPECT_EQ(Evaluate({"school", Use::kAsk, 1, Elements(16),
                        std::string(bytes, 'r')})
                  .status()
                  .code(),
              StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(log_->size(), 0u);
}

// As the school's agent signs it for kh1.
EvaluateFlow::Request SignedBatch(const tests::TestNetwork& members,
                                  const std::string& blinded,
                                  std::uint32_t with) {
  return {"school",
          Use::kAsk,
          2,
          blinded,
          kId,
          with,
          members.school().Sign(Label::kEvaluate, members.id(),
                                SignedBytesOf({.key_holder = "kh1",
                                               .allowance = 1,
                                               .epoch = 2,
                                               .with_share = with,
                                               .request_id = kId,
                                               .blinded = blinded}))};
}

TEST_F(EvaluateFlowTest, AShareIsWeighedForItsPairAndProvesIt) {
  const std::string blinded = Elements(16);
  const auto evaluation = Evaluate(SignedBatch(made_, blinded, 3));
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  const auto& epoch = *network_.Get()->FindEpoch(2);
  EXPECT_TRUE(oprf::Verify(WeighedKeyOf(epoch, 1, 3), blinded,
                           evaluation->elements, evaluation->proof)
                  .ok());
  EXPECT_FALSE(oprf::Verify(WeighedKeyOf(epoch, 1, 2), blinded,
                            evaluation->elements, evaluation->proof)
                   .ok());
  const auto reading = *SealedDb::Open(path_, db_key_);
  log::v1::EvaluationDetail detail;
  ASSERT_TRUE(detail.ParseFromString(
      tlog::AuditLog::ReadOpening(*reading, 0)->detail()));
  EXPECT_EQ(detail.with_share(), 3u);
}

TEST_F(EvaluateFlowTest, AShareIsUsedInAPairOfTheNetworkFileOnly) {
  for (const std::uint32_t with : {0u, 1u, 4u}) {
    EXPECT_EQ(Evaluate(SignedBatch(made_, Elements(16), with)).status().code(),
              StatusCode::kFailedPrecondition)
        << with;
  }
  EXPECT_EQ(log_->size(), 0u);
}

TEST_F(EvaluateFlowTest, OfAShareNothingIsEvaluatedOnACertificateAlone) {
  const std::string blinded = Elements(16);
  EvaluateFlow::Request unsigned_batch = SignedBatch(made_, blinded, 2);
  unsigned_batch.signature.clear();
  EXPECT_EQ(Evaluate(unsigned_batch).status().code(),
            StatusCode::kUnauthenticated);
  // Signed for other elements, for another pair, or by another agency.
  EvaluateFlow::Request other = SignedBatch(made_, blinded, 2);
  other.blinded = Elements(16);
  EXPECT_EQ(Evaluate(other).status().code(), StatusCode::kUnauthenticated);
  other = SignedBatch(made_, blinded, 3);
  other.with = 2;
  EXPECT_EQ(Evaluate(other).status().code(), StatusCode::kUnauthenticated);
  other = SignedBatch(made_, blinded, 2);
  other.agency = "clinic";
  EXPECT_EQ(Evaluate(other).status().code(), StatusCode::kUnauthenticated);
  EXPECT_EQ(log_->size(), 0u);
}

TEST_F(EvaluateFlowTest, OutsideATestNetworkNothingIsEvaluatedUnsigned) {
  CurrentNetwork real(made_.With([this](network::v1::NetworkFile& file) {
    file.set_test_network(false);
    file.mutable_times()->set_release_ms(1500);
    file.mutable_epochs(0)->set_public_key(key_.public_key());
  }));
  EvaluateFlow flow(
      {"kh1", real, shares_, *log_, executor_, publishing_, clock_, random_});
  absl::Status refused;
  flow.Run({"school", Use::kAsk, 1, Elements(16), kId},
           [&](absl::StatusOr<oprf::Evaluation> evaluation) {
             refused = evaluation.status();
           });
  EXPECT_EQ(refused.code(), StatusCode::kUnauthenticated);
}

TEST_F(EvaluateFlowTest, AnotherEpochOrAStrangerIsRefused) {
  EXPECT_EQ(
      Evaluate({"school", Use::kAsk, 3, Elements(16), kId}).status().code(),
      StatusCode::kFailedPrecondition);
  EXPECT_EQ(
      Evaluate({"stranger", Use::kAsk, 1, Elements(16), kId}).status().code(),
      StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace kith::keyholder
