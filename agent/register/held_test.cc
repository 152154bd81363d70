// SPDX-License-Identifier: Apache-2.0
#include "agent/register/held.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "keys/base/random.h"

namespace kith::agent {
namespace {

const Hold kCopy = {Hold::Why::kRestored,
                    absl::FromUnixMillis(1'795'917'600'000)};

class HeldTest : public testing::Test {
 protected:
  HeldTest() { EXPECT_TRUE(Register::CreateTables(*db_).ok()); }
  ~HeldTest() override {
    db_.reset();
    std::filesystem::remove(path_);
  }
  void ReachBroker() {
    ASSERT_TRUE(people_.PutSetting(kIndexId, std::string(16, 'i')).ok());
  }

  SystemRandom random_;
  const std::string path_ =
      absl::StrCat(testing::TempDir(), "held-", random_.Below(1u << 30));
  std::unique_ptr<SealedDb> db_ =
      *SealedDb::Open(path_, Secret::Generate(SealedDb::kKeyBytes, random_));
  Register people_{*db_};
};

TEST_F(HeldTest, BeforeTheBrokerWasReachedNobodyKnows) {
  EXPECT_TRUE(absl::IsUnavailable(CheckNotHeld(people_)));
  EXPECT_TRUE(absl::IsFailedPrecondition(EndHold(people_)));
  ReachBroker();
  EXPECT_TRUE(CheckNotHeld(people_).ok());
}

TEST_F(HeldTest, ACopyIsHeldUntilItIsEndedAndItsRowsAreOut) {
  ReachBroker();
  ASSERT_TRUE(PutHold(kCopy, people_).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(CheckNotHeld(people_)));
  EXPECT_EQ(*GetHold(people_), kCopy);
  ASSERT_TRUE(EndHold(people_).ok());
  EXPECT_EQ(*GetHold(people_), std::nullopt);
  EXPECT_TRUE(absl::IsUnavailable(CheckNotHeld(people_)));
  EXPECT_TRUE(*MustRemoveAll(people_));
  ASSERT_TRUE(RemovedAll(people_).ok());
  EXPECT_TRUE(CheckNotHeld(people_).ok());
}

TEST_F(HeldTest, OfTwoLossesTheGreaterCounts) {
  const Hold older = {Hold::Why::kRestored, kCopy.as_of - absl::Hours(24)};
  ASSERT_TRUE(PutHold(older, people_).ok());
  ASSERT_TRUE(PutHold(kCopy, people_).ok());
  EXPECT_EQ(*GetHold(people_), older);
  // All shields were gone; then last night's copy of that was put back.
  ASSERT_TRUE(PutHold(Hold(), people_).ok());
  ASSERT_TRUE(PutHold(kCopy, people_).ok());
  EXPECT_EQ(*GetHold(people_), Hold());
}

TEST_F(HeldTest, ThereIsNothingToEndOfADatabaseThatWasNotLost) {
  ReachBroker();
  EXPECT_TRUE(absl::IsFailedPrecondition(EndHold(people_)));
}

TEST_F(HeldTest, WhatCannotBeReadIsAHoldToo) {
  ReachBroker();
  for (const char* stored : {"new", "restored ", "restored then", "?"}) {
    ASSERT_TRUE(people_.PutSetting("hold", stored).ok());
    EXPECT_EQ(*GetHold(people_), Hold()) << stored;
    EXPECT_TRUE(absl::IsFailedPrecondition(CheckNotHeld(people_))) << stored;
  }
}

}  // namespace
}  // namespace kith::agent
