// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/sessions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>

#include "keys/base/fake_clock.h"

namespace kith::console {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAreArray;

class SessionsTest : public ::testing::Test {
 protected:
  std::string Begin(const std::string& staff = "j.brook") {
    const auto cookie = sessions_.Begin({staff, {"practitioner"}}, {});
    EXPECT_TRUE(cookie.ok()) << cookie.status();
    return cookie.value_or("");
  }
  absl::StatusCode CodeOf(absl::string_view cookie) {
    return sessions_.Find(cookie).status().code();
  }

  FakeClock clock_;
  SystemRandom random_;
  Sessions sessions_{clock_,
                     random_,
                     {.idle = absl::Minutes(15),
                      .longest = absl::Minutes(60),
                      .most = 5,
                      .most_each = 3}};
};

TEST_F(SessionsTest, WhoSignedInIsFoundByTheirCookie) {
  const auto session = sessions_.Find(Begin());
  ASSERT_TRUE(session.ok());
  EXPECT_EQ(session->who.staff, "j.brook");
  EXPECT_THAT(session->who.roles, ElementsAre("practitioner"));
  EXPECT_EQ(session->begun, clock_.Now());
  EXPECT_GT(session->number, 0u);
  EXPECT_EQ(session->number >> 63, 0u);
}

TEST_F(SessionsTest, NobodyIsFoundByAnotherValue) {
  std::string cookie = Begin();
  EXPECT_EQ(cookie.size(), 43u);
  cookie[5] = cookie[5] == 'A' ? 'B' : 'A';
  EXPECT_EQ(CodeOf(cookie), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(""), absl::StatusCode::kUnauthenticated);
}

TEST_F(SessionsTest, EverySigningInMakesANewValue) {
  std::set<std::string> cookies;
  std::set<std::string> tokens;
  std::set<std::uint64_t> numbers;
  for (const std::string staff : {"a", "a", "b", "c"}) {
    const std::string cookie = Begin(staff);
    const auto session = sessions_.Find(cookie);
    ASSERT_TRUE(session.ok());
    cookies.insert(cookie);
    tokens.insert(session->form_token);
    numbers.insert(session->number);
  }
  EXPECT_EQ(cookies.size(), 4u);
  EXPECT_EQ(tokens.size(), 4u);
  EXPECT_EQ(numbers.size(), 4u);
}

TEST_F(SessionsTest, UnusedItEnds) {
  const std::string cookie = Begin();
  clock_.Advance(absl::Minutes(15) - absl::Seconds(1));
  EXPECT_EQ(CodeOf(cookie), absl::StatusCode::kOk);
  clock_.Advance(absl::Minutes(15));
  EXPECT_EQ(CodeOf(cookie), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(sessions_.Count(), 0u);
}

TEST_F(SessionsTest, HoweverMuchItIsUsedItEnds) {
  const std::string cookie = Begin();
  for (int minutes = 0; minutes < 50; minutes += 10) {
    clock_.Advance(absl::Minutes(10));
    EXPECT_EQ(CodeOf(cookie), absl::StatusCode::kOk);
  }
  clock_.Advance(absl::Minutes(10));
  EXPECT_EQ(CodeOf(cookie), absl::StatusCode::kUnauthenticated);
}

TEST_F(SessionsTest, AClockThatIsSetBackDoesNotLengthenIt) {
  const std::string cookie = Begin();
  clock_.Jump(-absl::Hours(24));
  clock_.Advance(absl::Minutes(15));
  EXPECT_EQ(CodeOf(cookie), absl::StatusCode::kUnauthenticated);
}

TEST_F(SessionsTest, SigningOutEndsThatSessionOnly) {
  const std::string one = Begin();
  const std::string other = Begin();
  sessions_.End(one);
  sessions_.End(one);
  EXPECT_EQ(CodeOf(one), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(other), absl::StatusCode::kOk);
}

TEST_F(SessionsTest, AllOfAPersonEndTogether) {
  const std::string one = Begin();
  const std::string other = Begin();
  const std::string somebody_else = Begin("p.example");
  EXPECT_EQ(sessions_.EndAllOf("j.brook"), 2u);
  EXPECT_EQ(CodeOf(one), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(other), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(somebody_else), absl::StatusCode::kOk);
}

TEST_F(SessionsTest, OverTheMostOfAPersonTheOneUnusedLongestEnds) {
  const std::string first = Begin();
  clock_.Advance(absl::Seconds(1));
  const std::string second = Begin();
  clock_.Advance(absl::Seconds(1));
  Begin();
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(CodeOf(first), absl::StatusCode::kOk);
  Begin();
  EXPECT_EQ(sessions_.Count(), 3u);
  EXPECT_EQ(CodeOf(second), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(first), absl::StatusCode::kOk);
}

TEST_F(SessionsTest, OverTheMostInAllNobodyIsThrownOut) {
  for (const std::string staff : {"a", "b", "c", "d"}) Begin(staff);
  const std::string fifth = Begin("e");
  EXPECT_EQ(sessions_.Begin({"f", {"it"}}, {}).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(CodeOf(fifth), absl::StatusCode::kOk);
  // Those that ended make room.
  clock_.Advance(absl::Minutes(15));
  Begin("f");
}

TEST_F(SessionsTest, NobodyWithoutANameOrARoleSignsIn) {
  const auto begin = [&](const Identity& who) {
    return sessions_.Begin(who, {}).status().code();
  };
  EXPECT_EQ(begin({"", {"it"}}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(begin({"a b", {"it"}}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(begin({std::string(65, 'a'), {"it"}}),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(begin({"a", {}}), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(begin({"a", {"it", "admin"}}), absl::StatusCode::kInvalidArgument);
}

TEST_F(SessionsTest, AFormOfAnotherSessionDoesNotMatch) {
  const auto one = sessions_.Find(Begin());
  const auto other = sessions_.Find(Begin());
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_TRUE(FormTokenMatches(*one, one->form_token));
  EXPECT_FALSE(FormTokenMatches(*one, other->form_token));
  EXPECT_FALSE(FormTokenMatches(*one, ""));
  EXPECT_FALSE(FormTokenMatches(Session{}, ""));
}

TEST_F(SessionsTest, OneAsksAgainAtATime) {
  const std::string cookie = Begin();
  EXPECT_FALSE(sessions_.ClaimRecheck(cookie, absl::Minutes(5)));
  clock_.Advance(absl::Minutes(5));
  EXPECT_EQ(sessions_.Find(cookie)->confirmed_ago, absl::Minutes(5));
  EXPECT_TRUE(sessions_.ClaimRecheck(cookie, absl::Minutes(5)));
  EXPECT_FALSE(sessions_.ClaimRecheck(cookie, absl::Minutes(5)));
  // The answer never came.
  clock_.Advance(absl::Seconds(59));
  EXPECT_FALSE(sessions_.ClaimRecheck(cookie, absl::Minutes(5)));
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(sessions_.ClaimRecheck(cookie, absl::Minutes(5)));
  ASSERT_TRUE(sessions_.ChangeRoles(cookie, {"dpo"}, {.access = "next"}).ok());
  EXPECT_FALSE(sessions_.ClaimRecheck(cookie, absl::Minutes(5)));
  const auto session = sessions_.Find(cookie);
  EXPECT_THAT(session->who.roles, ElementsAre("dpo"));
  EXPECT_EQ(session->tokens.access, "next");
  EXPECT_EQ(session->confirmed_ago, absl::ZeroDuration());
  EXPECT_FALSE(sessions_.ClaimRecheck("nobody", absl::ZeroDuration()));
}

TEST_F(SessionsTest, TokensAreKeptAndConfirmNothing) {
  const std::string cookie = Begin();
  clock_.Advance(absl::Minutes(5));
  ASSERT_TRUE(sessions_.ClaimRecheck(cookie, absl::Minutes(5)));
  sessions_.KeepTokens(cookie, {.access = "next", .refresh = "next too"});
  const auto session = sessions_.Find(cookie);
  ASSERT_TRUE(session.ok());
  EXPECT_EQ(session->tokens.access, "next");
  EXPECT_EQ(session->tokens.refresh, "next too");
  EXPECT_THAT(session->who.roles, ElementsAre("practitioner"));
  EXPECT_EQ(session->confirmed_ago, absl::Minutes(5));
  EXPECT_FALSE(sessions_.ClaimRecheck(cookie, absl::Minutes(5)));
  sessions_.KeepTokens("nobody", {.access = "other"});
  sessions_.End(cookie);
  sessions_.KeepTokens(cookie, {.access = "other"});
  EXPECT_EQ(sessions_.Count(), 0u);
}

TEST_F(SessionsTest, WithoutARoleTheSessionEnds) {
  const std::string cookie = Begin();
  EXPECT_EQ(sessions_.ChangeRoles(cookie, {}, {}).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf(cookie), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(sessions_.ChangeRoles(cookie, {"it"}, {}).code(),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(SessionsTest, ASweepTellsOnceWhichEnded) {
  const auto number = [&](const std::string& cookie) {
    return sessions_.Find(cookie)->number;
  };
  const std::string idle = Begin("a");
  const std::uint64_t idle_number = number(idle);
  EXPECT_THAT(sessions_.Sweep(), IsEmpty());
  clock_.Advance(absl::Minutes(14));
  const std::string used = Begin("b");
  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(sessions_.Sweep(), ElementsAre(idle_number));
  EXPECT_THAT(sessions_.Sweep(), IsEmpty());
  EXPECT_EQ(CodeOf(idle), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(used), absl::StatusCode::kOk);
}

TEST_F(SessionsTest, ASweepTellsOfThoseThatEndedInAnyWay) {
  std::vector<std::uint64_t> numbers;
  const auto begin = [&](const std::string& staff) {
    const std::string cookie = Begin(staff);
    numbers.push_back(sessions_.Find(cookie)->number);
    clock_.Advance(absl::Seconds(1));
    return cookie;
  };
  sessions_.End(begin("a"));
  begin("b");
  sessions_.EndAllOf("b");
  EXPECT_FALSE(sessions_.ChangeRoles(begin("c"), {}, {}).ok());
  const std::string unused = begin("d");
  clock_.Advance(absl::Minutes(15));
  EXPECT_EQ(CodeOf(unused), absl::StatusCode::kUnauthenticated);
  begin("e");  // Ends as the fourth of one person begins.
  for (int i = 0; i < 3; ++i) Begin("e");
  EXPECT_THAT(sessions_.Sweep(), UnorderedElementsAreArray(numbers));
}

TEST_F(SessionsTest, ThreadsShareIt) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this, i] {
      for (int n = 0; n < 50; ++n) {
        const auto cookie = sessions_.Begin(
            {std::string(1, static_cast<char>('a' + i)), {"it"}}, {});
        if (!cookie.ok()) continue;
        (void)sessions_.Find(*cookie);
        sessions_.End(*cookie);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sessions_.Count(), 0u);
}

}  // namespace
}  // namespace kith::console
