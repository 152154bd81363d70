// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "keys/base/fake_clock.h"

namespace kith::console {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr std::uint64_t kMine = 71;
constexpr std::uint64_t kOthers = 72;

class AnswersTest : public testing::Test {
 protected:
  std::string Begin(std::uint64_t session = kMine) {
    desk::v1::CheckRequest request;
    request.set_purpose("joining");
    const auto id = answers_.Begin(session, request);
    EXPECT_TRUE(id.ok()) << id.status();
    return id.value_or("");
  }
  std::string Answered(std::uint64_t session = kMine) {
    const std::string id = Begin(session);
    desk::v1::CheckReply reply;
    reply.set_reference("K-4821-7M");
    answers_.Finish(id, reply);
    return id;
  }
  bool IsThere(const std::string& id, std::uint64_t session = kMine) {
    const auto found = answers_.Find(session, id);
    EXPECT_TRUE(found.ok() || absl::IsNotFound(found.status()));
    return found.ok();
  }

  FakeClock clock_;
  SystemRandom random_;
  Answers answers_{clock_, random_, absl::Minutes(5)};
};

TEST_F(AnswersTest, WhileItIsAskedThereIsNoReplyAndTheTimeRuns) {
  const std::string id = Begin();
  EXPECT_THAT(id, SizeIs(32));
  clock_.Advance(absl::Seconds(2));
  const auto asked = answers_.Find(kMine, id);
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_FALSE(asked->reply.has_value());
  EXPECT_EQ(asked->asked_for, absl::Seconds(2));
  EXPECT_EQ(asked->request.purpose(), "joining");
}

TEST_F(AnswersTest, AnAnswerIsFoundBySessionAndIdAndSaysWhenItLeaves) {
  const std::string id = Begin();
  clock_.Advance(absl::Seconds(2));
  desk::v1::CheckReply reply;
  reply.set_reference("K-4821-7M");
  answers_.Finish(id, reply);
  clock_.Advance(absl::Seconds(9));
  answers_.SetNextStep(kMine, id, "rang");
  const auto asked = answers_.Find(kMine, id);
  ASSERT_TRUE(asked.ok()) << asked.status();
  ASSERT_TRUE(asked->reply.has_value() && asked->reply->ok());
  EXPECT_EQ((*asked->reply)->reference(), "K-4821-7M");
  EXPECT_EQ(asked->asked_for, absl::Seconds(2));
  EXPECT_EQ(asked->next_step, "rang");
  EXPECT_EQ(asked->leaves_in, absl::Minutes(5));
}

TEST_F(AnswersTest, AQuestionKnowsTheAnswerThatLedToIt) {
  const std::string first = Answered();
  const auto second =
      answers_.Begin(kMine, {}, {.answer = first, .next_step = "joined"});
  ASSERT_TRUE(second.ok()) << second.status();
  const auto asked = answers_.Find(kMine, *second);
  ASSERT_TRUE(asked.ok());
  EXPECT_EQ(asked->before, first);
  EXPECT_EQ(asked->next_step, "joined");
  EXPECT_EQ(answers_.Find(kMine, first)->before, "");
}

TEST_F(AnswersTest, AnErrorIsKeptAsAnErrorAndIsNoAnswer) {
  const std::string id = Begin();
  answers_.Finish(id, absl::UnavailableError("the agent does not answer"));
  const auto asked = answers_.Find(kMine, id);
  ASSERT_TRUE(asked.ok());
  ASSERT_TRUE(asked->reply.has_value());
  EXPECT_TRUE(absl::IsUnavailable(asked->reply->status()));
}

TEST_F(AnswersTest, AnotherSessionFindsChangesAndRemovesNothing) {
  const std::string id = Answered();
  EXPECT_FALSE(IsThere(id, kOthers));
  answers_.SetNextStep(kOthers, id, "rang");
  answers_.Leave(kOthers, id);
  answers_.LeaveAll(kOthers);
  ASSERT_TRUE(IsThere(id));
  EXPECT_EQ(answers_.Find(kMine, id)->next_step, "");
  EXPECT_FALSE(IsThere("no such id"));
}

TEST_F(AnswersTest, WhatLeavesIsGoneAndTheRestStays) {
  const std::string first = Answered();
  const std::string second = Answered();
  answers_.Leave(kMine, first);
  EXPECT_FALSE(IsThere(first));
  EXPECT_TRUE(IsThere(second));
}

TEST_F(AnswersTest, WithItsSessionEverythingOfItLeaves) {
  const std::string answered = Answered();
  const std::string begun = Begin();
  const std::string other = Answered(kOthers);
  answers_.LeaveAll(kMine);
  answers_.Finish(begun, desk::v1::CheckReply());
  EXPECT_FALSE(IsThere(answered));
  EXPECT_FALSE(IsThere(begun)) << "an answer that comes later is for nobody";
  EXPECT_TRUE(IsThere(other, kOthers));
}

TEST_F(AnswersTest, WhoKeepsAnAnswerKeepsItForFifteenMinutes) {
  const std::string id = Answered();
  clock_.Advance(absl::Minutes(12));
  ASSERT_TRUE(IsThere(id));
  EXPECT_EQ(answers_.Find(kMine, id)->leaves_in, absl::Minutes(3));
  clock_.Advance(absl::Minutes(3) - absl::Seconds(1));
  EXPECT_TRUE(IsThere(id));
  clock_.Advance(absl::Seconds(1));
  EXPECT_FALSE(IsThere(id));
}

TEST_F(AnswersTest, AQuestionThatIsNeverAnsweredIsDropped) {
  const std::string id = Begin();
  clock_.Advance(absl::Minutes(5) - absl::Seconds(1));
  EXPECT_TRUE(IsThere(id));
  clock_.Advance(absl::Seconds(1));
  EXPECT_FALSE(IsThere(id));
}

TEST_F(AnswersTest, WhatIsOldIsSweptThoughNobodyComes) {
  Answered();
  Begin();
  clock_.Advance(absl::Minutes(5));
  answers_.Sweep();
  EXPECT_EQ(answers_.Count(), 1u) << "the question was never answered";
  clock_.Advance(absl::Minutes(10) - absl::Seconds(1));
  answers_.Sweep();
  EXPECT_EQ(answers_.Count(), 1u);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(answers_.Count(), 1u) << "it is swept, not merely not shown";
  answers_.Sweep();
  EXPECT_EQ(answers_.Count(), 0u);
}

TEST_F(AnswersTest, OneSessionHasAListAndNoMore) {
  std::vector<std::string> ids;
  for (int i = 0; i < 80; ++i) ids.push_back(Answered());
  const auto more = answers_.Begin(kMine, desk::v1::CheckRequest());
  EXPECT_TRUE(absl::IsResourceExhausted(more.status()));
  EXPECT_THAT(std::string(more.status().message()),
              HasSubstr("close the answers you have read"));
  EXPECT_NE(Begin(kOthers), "");
  answers_.Leave(kMine, ids[0]);
  EXPECT_NE(Begin(), "");
}

TEST_F(AnswersTest, AllSessionsTogetherAreBoundedAndRoomComesBack) {
  for (int i = 0; i < 2000; ++i) {
    Answered(static_cast<std::uint64_t>(1000 + i / 80));
  }
  EXPECT_TRUE(absl::IsResourceExhausted(
      answers_.Begin(kMine, desk::v1::CheckRequest()).status()));
  clock_.Advance(absl::Minutes(15));
  EXPECT_NE(Begin(), "");
}

}  // namespace
}  // namespace kith::console
