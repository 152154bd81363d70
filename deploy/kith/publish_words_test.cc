// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/publish_words.h"

#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using desk::v1::PublishProgress;

PublishProgress Preparing(std::uint64_t waiting, std::uint64_t total) {
  PublishProgress progress;
  progress.set_people_waiting(waiting);
  progress.set_people_total(total);
  return progress;
}

PublishProgress Sending(std::uint64_t present, std::uint64_t wanted) {
  PublishProgress progress;
  progress.set_present(present);
  progress.set_wanted(wanted);
  return progress;
}

TEST(PublishWordsTest, MakingTokensHasARateAndTimeLeft) {
  PublishWords words;
  words.See(Preparing(900, 1000), absl::Seconds(5));
  EXPECT_EQ(words.words(), "100 of 1000 people prepared");
  words.See(Preparing(800, 1000), absl::Seconds(7));
  EXPECT_EQ(words.words(),
            "200 of 1000 people prepared, 50 a second, 16 s left");
  EXPECT_EQ(words.bar(), "[######........................]");
}

TEST(PublishWordsTest, SendingRowsIsCountedFromItsOwnBeginning) {
  PublishWords words;
  words.See(Preparing(10, 1000), absl::Seconds(0));
  words.See(Sending(0, 14000), absl::Seconds(100));
  words.See(Sending(7000, 14000), absl::Seconds(101));
  EXPECT_EQ(words.words(),
            "7000 of 14000 rows in the index, 7000 a second, 1 s left");
}

TEST(PublishWordsTest, SaysWhatItWaitsForAndWhenItIsDone) {
  PublishWords words;
  PublishProgress progress = Preparing(10, 10);
  progress.set_waiting_for("the key holder");
  words.See(progress, absl::Seconds(1));
  EXPECT_EQ(words.words(), "0 of 10 people prepared; waiting: the key holder");
  progress = Sending(140, 140);
  progress.set_done(true);
  words.See(progress, absl::Seconds(2));
  EXPECT_EQ(words.words(), "140 of 140 rows in the index, done");
}

}  // namespace
}  // namespace kith::deploy
