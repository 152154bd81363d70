// SPDX-License-Identifier: Apache-2.0
#include "agent/console/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>

#include "absl/synchronization/notification.h"
#include "keys/base/clock.h"
#include "keys/base/fake_clock.h"

namespace kith::console {
namespace {

class DirectoryTest : public testing::Test {
 protected:
  ~DirectoryTest() override { Speak(); }

  absl::StatusOr<Directory::Reply> Ask() {
    ++asked_;
    if (silent_) speaks_.WaitForNotification();
    if (!answers_) return absl::UnavailableError("the agent does not answer");
    Directory::Reply reply;
    reply.set_agency(std::string(name_.load()));
    return reply;
  }
  void Speak() {
    if (!speaks_.HasBeenNotified()) speaks_.Notify();
  }
  Directory Make(absl::Duration news, absl::Duration first) {
    return Directory(clock_, [this] { return Ask(); },
                     {.news = news, .first = first});
  }

  // The executor's threads look at it, too.
  FakeClock clock_;
  std::atomic<const char*> name_ = "hillview";
  std::atomic<bool> silent_ = false;
  std::atomic<bool> answers_ = true;
  std::atomic<int> asked_ = 0;
  absl::Notification speaks_;
};

constexpr absl::Duration kLong = absl::Seconds(30);
constexpr absl::Duration kShort = absl::Milliseconds(5);

TEST_F(DirectoryTest, ItIsAskedForOnceInTenSeconds) {
  Directory directory = Make(kLong, kLong);
  EXPECT_EQ(directory.Get().agency(), "hillview");
  name_ = "harbour";
  clock_.Advance(absl::Seconds(10) - absl::Milliseconds(1));
  EXPECT_EQ(directory.Get().agency(), "hillview");
  EXPECT_EQ(asked_, 1);
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(directory.Get().agency(), "harbour");
  EXPECT_EQ(asked_, 2);
}

TEST_F(DirectoryTest, ASilentAgentIsAskedOnceAndHoldsNobodyUp) {
  Directory directory = Make(kShort, kLong);
  EXPECT_EQ(directory.Get().agency(), "hillview");
  silent_ = true;
  for (int i = 0; i < 20; ++i) {
    clock_.Advance(absl::Seconds(10));
    EXPECT_EQ(directory.Get().agency(), "hillview");
  }
  EXPECT_LE(asked_, 2);
  Speak();
}

TEST_F(DirectoryTest, TheLastOneStaysIfTheAgentFails) {
  Directory directory = Make(kLong, kLong);
  EXPECT_EQ(directory.Get().agency(), "hillview");
  answers_ = false;
  clock_.Advance(absl::Seconds(10));
  EXPECT_EQ(directory.Get().agency(), "hillview");
  EXPECT_EQ(asked_, 2);
}

TEST_F(DirectoryTest, UntilTheFirstAnswerEverybodyAsksAndNobodyWaitsForLong) {
  answers_ = false;
  Directory directory = Make(kLong, kShort);
  while (asked_ < 3) EXPECT_EQ(directory.Get().agency(), "");
  silent_ = true;
  answers_ = true;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(directory.Get().agency(), "");
  Speak();
  while (directory.Get().agency().empty()) {
  }
  EXPECT_EQ(directory.Get().agency(), "hillview");
}

}  // namespace
}  // namespace kith::console
