// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/evaluate_batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "agent/flows/agent_world.h"
#include "keys/keyholder/share_set.h"
#include "keys/network/batch_signature.h"
#include "tests/support/shared_epoch.h"

namespace kith::agent {
namespace {

using evaluate::v1::EvaluateRequest;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::uint32_t kEpoch = 2;
constexpr absl::Duration kTimeout = absl::Seconds(3);

// A key holder with one share, in this process. Only for these tests.
class FakeShareHolder final : public KeyHolder {
 public:
  FakeShareHolder(std::uint32_t index, FakeClock& clock, Random& random)
      : shares("kh" + std::to_string(index)),
        index_(index),
        clock_(clock),
        random_(random),
        other_(oprf::EvaluationKey::Generate(random)) {}

  absl::StatusOr<evaluate::v1::EvaluateReply> Evaluate(
      const EvaluateRequest& request, absl::Duration timeout) override {
    absl::MutexLock lock(&mutex_);
    ++asked;
    last = request;
    if (silent) {
      // Both of a pair are waited for at once.
      if (index_ < request.with_share()) clock_.Advance(timeout);
      return absl::DeadlineExceededError("silent");
    }
    if (down) return absl::UnavailableError("down");
    if (exhausted) return absl::ResourceExhaustedError("until tomorrow");
    const auto key = shares.Find(request.epoch(), request.with_share());
    if (key == nullptr) return absl::FailedPreconditionError("no such pair");
    auto evaluation =
        (dishonest ? other_ : *key).Evaluate(request.blinded(), random_);
    if (!evaluation.ok()) return evaluation.status();
    evaluate::v1::EvaluateReply reply;
    reply.set_evaluated(evaluation->elements);
    reply.set_proof(evaluation->proof);
    return reply;
  }
  absl::StatusOr<log::v1::GetCheckpointReply> GetCheckpoint() override {
    return absl::UnavailableError("keeps no log");
  }
  absl::StatusOr<log::v1::GetLeavesReply> GetLeaves(
      const log::v1::GetLeavesRequest&) override {
    return absl::UnavailableError("keeps no log");
  }
  absl::StatusOr<log::v1::GetOpeningsReply> GetOpenings(
      const log::v1::GetOpeningsRequest&) override {
    return absl::UnavailableError("keeps no log");
  }

  keyholder::ShareSet shares;
  bool down = false;
  bool silent = false;  // Until the time it was given has passed.
  bool exhausted = false;
  bool dishonest = false;  // Evaluates, and proves, under another key.
  int asked = 0;
  EvaluateRequest last;

 private:
  absl::Mutex mutex_;
  const std::uint32_t index_;
  FakeClock& clock_;
  Random& random_;
  const oprf::EvaluationKey other_;
};

class EvaluateBatchTest : public AgentWorld {
 protected:
  EvaluateBatchTest() {
    shared_ = std::make_unique<CurrentNetwork>(
        members_.With([&](network::v1::NetworkFile& file) {
          tests::AddSharedEpoch(kEpoch, dealt_, file);
          file.mutable_epochs(1)->set_ask(true);
        }));
    for (std::uint32_t index = 1; index <= 3; ++index) {
      EXPECT_TRUE(Holder(index)
                      .shares
                      .Add(kEpoch,
                           Secret::FromBytes(
                               dealt_.shares[index - 1].secret().Expose()),
                           *shared_->Get())
                      .ok());
    }
    holders_known_ = std::make_unique<KeyHolders>(
        *shared_, clock_, [this](const network::v1::KeyHolder& holder) {
          return std::shared_ptr<KeyHolder>(std::shared_ptr<void>(),
                                            &Holder(holder.share_index()));
        });
    of_shares_ = std::make_unique<Parts>(Parts{.agency = agency_,
                                               .network = *shared_,
                                               .policies = policies_,
                                               .reader = *reader_,
                                               .log = *log_,
                                               .signer = members_.clinic(),
                                               .pseudonym_key = pseudonym_key_,
                                               .key_holders = *holders_known_,
                                               .broker = broker_,
                                               .clock = clock_,
                                               .random = random_,
                                               .executor = executor_});
  }
  FakeShareHolder& Holder(std::uint32_t index) { return *holders_[index - 1]; }

  absl::StatusOr<std::vector<TokenPair>> Make(
      const std::vector<std::string>& inputs = {"ash", "birch"}) {
    const auto ids =
        *WriteDownBatches(*of_shares_, EvaluateRequest::ALLOWANCE_ASK, 16, 1);
    return MakeTokens(*of_shares_,
                      {.allowance = EvaluateRequest::ALLOWANCE_ASK,
                       .epoch = kEpoch,
                       .batch = 16,
                       .timeout = kTimeout,
                       .id = ids[0]},
                      inputs);
  }
  // As the whole key would make it.
  std::string TokenOf(const std::string& input) {
    const auto one = *oprf::WeighedShare(dealt_.shares[0], 1, 2);
    const auto other = *oprf::WeighedShare(dealt_.shares[1], 2, 1);
    const auto blinding = *oprf::Blind(input, random_);
    const std::string sum =
        *oprf::SumOfPair(one.Evaluate(blinding.element, random_)->elements,
                         other.Evaluate(blinding.element, random_)->elements);
    const std::string output = (*oprf::Finalize({input}, {blinding}, sum))[0];
    return std::string(DeriveTokenPair(output, kEpoch).token.bytes());
  }
  int Asked() { return Holder(1).asked + Holder(2).asked + Holder(3).asked; }

  const oprf::Dealt dealt_ = *oprf::Deal(3, random_);
  std::array<std::unique_ptr<FakeShareHolder>, 3> holders_ = {
      std::make_unique<FakeShareHolder>(1, clock_, random_),
      std::make_unique<FakeShareHolder>(2, clock_, random_),
      std::make_unique<FakeShareHolder>(3, clock_, random_)};
  std::unique_ptr<CurrentNetwork> shared_;
  std::unique_ptr<KeyHolders> holders_known_;
  std::unique_ptr<Parts> of_shares_;
};

TEST_F(EvaluateBatchTest, WhicheverTwoAreAskedTheTokenIsTheSame) {
  const std::string expected = TokenOf("ash");
  for (int turn = 0; turn < 3; ++turn) {
    const auto tokens = Make();
    ASSERT_TRUE(tokens.ok()) << tokens.status();
    EXPECT_EQ((*tokens)[0].token.bytes(), expected);
  }
  // Each in its turn.
  for (std::uint32_t index = 1; index <= 3; ++index) {
    EXPECT_EQ(Holder(index).asked, 2) << index;
  }
}

TEST_F(EvaluateBatchTest, AnyOneMayBeDown) {
  for (std::uint32_t index = 1; index <= 3; ++index) {
    Holder(index).down = true;
    for (int turn = 0; turn < 3; ++turn) {
      const auto tokens = Make();
      EXPECT_TRUE(tokens.ok()) << index << ": " << tokens.status();
    }
    Holder(index).down = false;
    clock_.Advance(absl::Minutes(1));
  }
}

TEST_F(EvaluateBatchTest, WhoDidNotAnswerIsNotAskedAgainAtOnce) {
  Holder(2).down = true;
  for (int turn = 0; turn < 9; ++turn) ASSERT_TRUE(Make().ok());
  EXPECT_EQ(Holder(2).asked, 1);
  EXPECT_THAT(holders_known_->Troubles(), SizeIs(1));
  EXPECT_EQ(holders_known_->Troubles()[0].id, "kh2");
  // A while later it is.
  Holder(2).down = false;
  clock_.Advance(absl::Seconds(11));
  for (int turn = 0; turn < 3; ++turn) ASSERT_TRUE(Make().ok());
  EXPECT_GT(Holder(2).asked, 1);
  EXPECT_THAT(holders_known_->Troubles(), testing::IsEmpty());
}

TEST_F(EvaluateBatchTest, TwoDownIsUnavailableInWords) {
  Holder(1).down = true;
  Holder(3).down = true;
  const auto tokens = Make();
  EXPECT_EQ(tokens.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(tokens.status().message()),
              HasSubstr("it takes two of the 3"));
}

TEST_F(EvaluateBatchTest, SilenceTakesNoLongerThanTheTimeThereIsInAll) {
  for (std::uint32_t index = 1; index <= 3; ++index) {
    Holder(index).silent = true;
  }
  const absl::Duration before = clock_.Monotonic();
  const auto tokens = Make();
  EXPECT_EQ(tokens.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(clock_.Monotonic() - before, kTimeout);
  EXPECT_EQ(Asked(), 8);  // Each pair, and one of them once more.
}

TEST_F(EvaluateBatchTest, OfADishonestShareNoTokenIsMadeAndItIsNamed) {
  const std::string expected = TokenOf("ash");
  Holder(3).dishonest = true;
  for (int turn = 0; turn < 4; ++turn) {
    const auto tokens = Make();
    ASSERT_TRUE(tokens.ok()) << tokens.status();
    EXPECT_EQ((*tokens)[0].token.bytes(), expected);
  }
  EXPECT_EQ(Holder(3).asked, 1);
  ASSERT_THAT(holders_known_->Troubles(), SizeIs(1));
  EXPECT_EQ(holders_known_->Troubles()[0].id, "kh3");
  EXPECT_TRUE(holders_known_->Troubles()[0].proof_failed);
  // Nobody else can do.
  Holder(1).down = true;
  const auto tokens = Make();
  EXPECT_EQ(tokens.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(tokens.status().message()),
              HasSubstr("the proof of the key holder kh3 does not hold"));
}

TEST_F(EvaluateBatchTest, OneThatSaysItsAllowanceIsUsedUpStopsNothing) {
  Holder(2).exhausted = true;
  for (int turn = 0; turn < 3; ++turn) {
    const auto tokens = Make();
    EXPECT_TRUE(tokens.ok()) << tokens.status();
  }
}

TEST_F(EvaluateBatchTest, AnAllowanceThatIsUsedUpIsSaid) {
  for (std::uint32_t index = 1; index <= 3; ++index) {
    Holder(index).exhausted = true;
  }
  EXPECT_EQ(Make().status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Asked(), 6);  // Each pair once.
}

TEST_F(EvaluateBatchTest, EachHolderIsSentWhatTheAgencySignedForIt) {
  ASSERT_TRUE(Make().ok());
  for (std::uint32_t index = 1; index <= 3; ++index) {
    const EvaluateRequest& sent = Holder(index).last;
    if (Holder(index).asked == 0) continue;
    EXPECT_TRUE(VerifySignature(
                    members_.clinic().public_key(), Label::kEvaluate,
                    members_.id(),
                    SignedBytesOf({.key_holder = "kh" + std::to_string(index),
                                   .allowance = 1,
                                   .epoch = kEpoch,
                                   .with_share = sent.with_share(),
                                   .request_id = sent.request_id(),
                                   .blinded = sent.blinded()}),
                    sent.signature())
                    .ok())
        << index;
  }
}

// So that what a key holder logs is found at the agency, whoever failed.
TEST_F(EvaluateBatchTest, AnotherTryHasAnIdOfItsOwnThatIsWrittenDown) {
  for (std::uint32_t index = 1; index <= 3; ++index) {
    Holder(index).down = true;
  }
  ASSERT_FALSE(Make().ok());
  std::set<std::string> ids;
  for (const auto& written : Evaluations()) ids.insert(written.request_id());
  EXPECT_THAT(ids, SizeIs(6));  // Each pair, twice.
  for (std::uint32_t index = 1; index <= 3; ++index) {
    EXPECT_TRUE(ids.contains(Holder(index).last.request_id())) << index;
  }
}

}  // namespace
}  // namespace kith::agent
