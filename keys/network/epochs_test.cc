// SPDX-License-Identifier: Apache-2.0
#include "keys/network/epochs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "keys/oprf/shares.h"

namespace kith {
namespace {

using testing::HasSubstr;

class EpochsTest : public testing::Test {
 protected:
  EpochsTest() {
    for (std::uint32_t index = 1; index <= 3; ++index) {
      auto* holder = file_.add_key_holders();
      holder->set_id(std::string("kh") + std::to_string(index));
      holder->set_share_index(index);
    }
    epoch_ = file_.add_epochs();
    epoch_->set_number(1);
    epoch_->set_ask(true);
    const oprf::Dealt dealt = *oprf::Deal(3, random_);
    epoch_->set_public_key(dealt.public_key);
    for (std::uint32_t index = 1; index <= 3; ++index) {
      auto* share = epoch_->add_shares();
      share->set_index(index);
      share->set_public_key(dealt.shares[index - 1].public_key());
    }
    EXPECT_TRUE(WeighShares(*epoch_).ok());
  }
  std::string Refusal() const {
    return std::string(CheckEpochs(file_).message());
  }

  SystemRandom random_;
  network::v1::NetworkFile file_;
  network::v1::Epoch* epoch_;
};

TEST_F(EpochsTest, AKeyInThreeSharesHasThreePairs) {
  EXPECT_TRUE(CheckEpochs(file_).ok()) << CheckEpochs(file_);
  EXPECT_THAT(
      PairsOf(*epoch_),
      testing::ElementsAre(SharePair{1, 2}, SharePair{1, 3}, SharePair{2, 3}));
  EXPECT_EQ(epoch_->weighted_size(), 6);
  EXPECT_EQ(WeighedKeyOf(*epoch_, 1, 1), "");
}

TEST_F(EpochsTest, AShareOfAnotherKeyIsFound) {
  const auto other = *oprf::Deal(3, random_);
  epoch_->mutable_shares(1)->set_public_key(other.shares[1].public_key());
  EXPECT_THAT(Refusal(), HasSubstr("the key of share 2 with 1 is wrong"));
  // Weighed anew as well, the pairs do not add up.
  ASSERT_TRUE(WeighShares(*epoch_).ok());
  EXPECT_THAT(Refusal(), HasSubstr("shares 1 and 2 are not of its key"));
}

TEST_F(EpochsTest, AWeighedKeyThatIsExchangedIsFound) {
  epoch_->mutable_weighted(0)->set_public_key(epoch_->weighted(1).public_key());
  EXPECT_THAT(Refusal(), HasSubstr("the key of share 1 with 2 is wrong"));
}

TEST_F(EpochsTest, AMissingPairIsFound) {
  epoch_->mutable_weighted()->RemoveLast();
  EXPECT_THAT(Refusal(), HasSubstr("a pair is missing"));
}

TEST_F(EpochsTest, AShareIsOneKeyHolders) {
  file_.mutable_key_holders(2)->set_share_index(2);
  EXPECT_THAT(Refusal(), HasSubstr("share 2 must be one key holder's"));
}

TEST_F(EpochsTest, EpochsAscend) {
  *file_.add_epochs() = *epoch_;
  EXPECT_THAT(Refusal(), HasSubstr("ascending order"));
}

TEST_F(EpochsTest, WithoutAnEpochToAskByNothingWorks) {
  epoch_->set_ask(false);
  EXPECT_THAT(Refusal(), HasSubstr("no epoch that questions carry"));
}

TEST_F(EpochsTest, SharesWithoutAThresholdAreRefused) {
  epoch_->set_threshold(1);
  EXPECT_THAT(Refusal(), HasSubstr("has shares and is not shared"));
}

}  // namespace
}  // namespace kith
