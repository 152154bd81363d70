// SPDX-License-Identifier: Apache-2.0
#include "keys/keyholder/share_set.h"

#include <gtest/gtest.h>

#include "tests/support/shared_epoch.h"
#include "tests/support/test_network.h"

namespace kith::keyholder {
namespace {

using absl::StatusCode;

class ShareSetTest : public testing::Test {
 protected:
  std::shared_ptr<const Network> WithSharedEpoch() {
    return members_.With([this](network::v1::NetworkFile& file) {
      tests::AddSharedEpoch(2, dealt_, file);
    });
  }
  Secret Share(std::uint32_t index) const {
    return Secret::FromBytes(dealt_.shares[index - 1].secret().Expose());
  }

  SystemRandom random_;
  const tests::TestNetwork members_{random_};
  const oprf::Dealt dealt_ = *oprf::Deal(3, random_);
  ShareSet shares_{"kh2"};
};

TEST_F(ShareSetTest, AShareIsUsableWithEachOther) {
  ASSERT_TRUE(shares_.Add(2, Share(2), *WithSharedEpoch()).ok());
  EXPECT_NE(shares_.Find(2, 1), nullptr);
  EXPECT_NE(shares_.Find(2, 3), nullptr);
  EXPECT_EQ(shares_.Find(2, 2), nullptr);
  // Never alone: unweighed it is of use to nobody but a thief.
  EXPECT_EQ(shares_.Find(2, 0), nullptr);
}

TEST_F(ShareSetTest, AShareOfAnotherKeyHolderIsRefused) {
  EXPECT_EQ(shares_.Add(2, Share(1), *WithSharedEpoch()).code(),
            StatusCode::kFailedPrecondition);
  EXPECT_FALSE(shares_.Has(2));
}

TEST_F(ShareSetTest, AShareWaitsForItsEpoch) {
  ASSERT_TRUE(shares_.Add(2, Share(2), *members_.Get()).ok());
  EXPECT_EQ(shares_.Find(2, 1), nullptr);
  ASSERT_TRUE(shares_.Follow(*WithSharedEpoch()).ok());
  EXPECT_NE(shares_.Find(2, 1), nullptr);
}

TEST_F(ShareSetTest, AShareThatWaitedAndIsWrongStaysUnusable) {
  ASSERT_TRUE(shares_.Add(2, Share(3), *members_.Get()).ok());
  EXPECT_EQ(shares_.Follow(*WithSharedEpoch()).code(),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(shares_.Find(2, 1), nullptr);
}

TEST_F(ShareSetTest, WhatWasDroppedIsGoneAndWhoeverHasItEnds) {
  ASSERT_TRUE(shares_.Add(2, Share(2), *WithSharedEpoch()).ok());
  const auto in_use = shares_.Find(2, 1);
  EXPECT_TRUE(shares_.Drop(2));
  EXPECT_FALSE(shares_.Drop(2));
  EXPECT_EQ(shares_.Find(2, 1), nullptr);
  EXPECT_TRUE(in_use->Evaluate(oprf::RandomElement(random_), random_).ok());
}

TEST_F(ShareSetTest, WhatIsNoScalarIsRefused) {
  EXPECT_EQ(
      shares_
          .Add(2, Secret::FromBytes(std::string(32, '\xff')), *members_.Get())
          .code(),
      StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith::keyholder
