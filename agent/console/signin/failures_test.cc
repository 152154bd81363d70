// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/failures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "keys/base/fake_clock.h"

namespace kith::console {
namespace {

using ::testing::HasSubstr;

class FailuresTest : public ::testing::Test {
 protected:
  bool Allowed(absl::string_view who) {
    return failures_.Begin(Sha256(who), 5).ok();
  }
  void FailFreely(absl::string_view who) {
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(Allowed(who)) << i;
  }

  FakeClock clock_;
  Failures failures_{clock_, 4};
};

TEST_F(FailuresTest, FiveAreFreeThenWaitsGrow) {
  FailFreely("a");
  for (const int minutes : {1, 2, 4, 8, 16, 30, 30, 30}) {
    EXPECT_FALSE(Allowed("a"));
    clock_.Advance(absl::Minutes(minutes) - absl::Seconds(1));
    const absl::Status status = failures_.Begin(Sha256("a"), 5);
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << minutes;
    EXPECT_THAT(std::string(status.message()), HasSubstr("wait 1 minute "));
    clock_.Advance(absl::Seconds(1));
    EXPECT_TRUE(Allowed("a")) << minutes;
  }
  clock_.Advance(absl::Minutes(10));
  EXPECT_THAT(std::string(failures_.Begin(Sha256("a"), 5).message()),
              HasSubstr("wait 20 minutes "));
}

TEST_F(FailuresTest, NobodyElseWaits) {
  FailFreely("a");
  EXPECT_FALSE(Allowed("a"));
  EXPECT_TRUE(Allowed("b"));
}

TEST_F(FailuresTest, ASuccessForgetsThem) {
  FailFreely("a");
  failures_.Clear(Sha256("a"));
  FailFreely("a");
  EXPECT_FALSE(Allowed("a"));
}

TEST_F(FailuresTest, WhatIsTakenBackIsNotCounted) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(Allowed("a"));
    failures_.TakeBack(Sha256("a"));
  }
  failures_.TakeBack(Sha256("nobody"));
  FailFreely("a");
  EXPECT_FALSE(Allowed("a"));
}

TEST_F(FailuresTest, ADayLaterTheyAreForgotten) {
  FailFreely("a");
  clock_.Advance(absl::Hours(24));
  FailFreely("a");
}

TEST_F(FailuresTest, SettingTheClockShortensNothing) {
  FailFreely("a");
  clock_.Jump(absl::Hours(48));
  EXPECT_FALSE(Allowed("a"));
}

TEST_F(FailuresTest, TheOldestGoesWhenThereAreTooMany) {
  FailFreely("a");
  for (const char* who : {"b", "c", "d"}) {
    clock_.Advance(absl::Seconds(1));
    FailFreely(who);
  }
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(Allowed("e"));
  EXPECT_FALSE(Allowed("d"));
  EXPECT_TRUE(Allowed("a"));  // Forgotten for it.
}

TEST_F(FailuresTest, ManyAtOnceAreNoMoreTries) {
  std::atomic<int> allowed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10; ++n) allowed += Allowed("a") ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(allowed, 5);
}

}  // namespace
}  // namespace kith::console
