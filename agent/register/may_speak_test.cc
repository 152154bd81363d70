// SPDX-License-Identifier: Apache-2.0
#include "agent/register/may_speak.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "keys/base/random.h"

namespace kith::agent {
namespace {

class MaySpeakTest : public testing::Test {
 protected:
  MaySpeakTest() { EXPECT_TRUE(Register::CreateTables(*db_).ok()); }
  ~MaySpeakTest() override {
    db_.reset();
    std::filesystem::remove(path_);
  }
  void ReachBroker() {
    ASSERT_TRUE(people_.PutSetting(kIndexId, std::string(16, 'i')).ok());
  }

  SystemRandom random_;
  const std::string path_ =
      absl::StrCat(testing::TempDir(), "may-speak-", random_.Below(1u << 30));
  std::unique_ptr<SealedDb> db_ =
      *SealedDb::Open(path_, Secret::Generate(SealedDb::kKeyBytes, random_));
  Register people_{*db_};
};

TEST_F(MaySpeakTest, NobodySpeaksBeforeTheBrokerWasReached) {
  EXPECT_TRUE(absl::IsUnavailable(MaySpeak(people_)));
  ReachBroker();
  EXPECT_TRUE(MaySpeak(people_).ok());
}

TEST_F(MaySpeakTest, ACopyIsSilentUntilItsShieldsAreConfirmed) {
  ReachBroker();
  const UnsureShields copy = {UnsureShields::Why::kRestored,
                              absl::FromUnixMillis(1'795'917'600'000)};
  ASSERT_TRUE(DoubtShields(copy, people_).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(MaySpeak(people_)));
  EXPECT_EQ(*GetUnsureShields(people_), copy);
  ASSERT_TRUE(ConfirmShields(people_).ok());
  EXPECT_TRUE(MaySpeak(people_).ok());
  EXPECT_EQ(*GetUnsureShields(people_), std::nullopt);
}

TEST_F(MaySpeakTest, ThereIsNothingToConfirmOfADatabaseThatWasNotLost) {
  ReachBroker();
  EXPECT_TRUE(absl::IsFailedPrecondition(ConfirmShields(people_)));
}

TEST_F(MaySpeakTest, WhatCannotBeReadIsInDoubtToo) {
  ReachBroker();
  for (const char* stored : {"new", "restored ", "restored then", "?"}) {
    ASSERT_TRUE(people_.PutSetting("unsure-shields", stored).ok());
    EXPECT_EQ(*GetUnsureShields(people_), UnsureShields()) << stored;
    EXPECT_TRUE(absl::IsFailedPrecondition(MaySpeak(people_))) << stored;
  }
}

}  // namespace
}  // namespace kith::agent
