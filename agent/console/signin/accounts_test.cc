// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/accounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "agent/console/signin/accounts_world.h"
#include "agent/console/signin/known_browsers.h"
#include "keys/private_file.h"

namespace kith::console {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(AccountsTest, TheRightThreeSignIn) {
  const auto person = Try(kPassword, Code());
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_EQ(person->who.staff, "j.brook");
  EXPECT_THAT(person->who.roles, ElementsAre("practitioner", "it"));
  EXPECT_EQ(person->tokens.access, "");
  EXPECT_FALSE(person->device.empty());
}

TEST_F(AccountsTest, WhateverIsWrongTheWordsAreTheSame) {
  const absl::Status password = Try("three words dO", Code()).status();
  const absl::Status code = Try(kPassword, "000000").status();
  const absl::Status name =
      accounts_
          ->Check({.name = "nobody", .password = kPassword, .code = Code()})
          .status();
  EXPECT_EQ(password.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(password, code);
  EXPECT_EQ(password, name);
}

TEST_F(AccountsTest, WhatCannotBeAPasswordOrCodeIsWrongToo) {
  const std::string code = Code();
  for (const std::string& password :
       {std::string(), std::string(257, 'a'), std::string("\xff\xfe"),
        std::string("three words do\0", 15)}) {
    EXPECT_EQ(Try(password, code, absl::StrCat("192.0.2.", password.size()))
                  .status()
                  .code(),
              absl::StatusCode::kUnauthenticated);
  }
  int peer = 10;
  for (const std::string& bad :
       {std::string(), code.substr(1), code + "0", std::string("abcdef"),
        std::string(100'000, '1')}) {
    EXPECT_EQ(
        Try(kPassword, bad, absl::StrCat("192.0.2.", ++peer)).status().code(),
        absl::StatusCode::kUnauthenticated);
  }
}

TEST_F(AccountsTest, APasswordIsTheSameFromAnyKeyboard) {
  const auto changed = ChangePassword(
      file_, "j.brook", Secret::FromBytes("caf\u00e9 three words"), "Kith",
      random_);
  ASSERT_TRUE(changed.ok());
  secret_ = changed->secret;
  const std::string code = Code();
  const absl::string_view spaced[] = {code};
  EXPECT_TRUE(
      Try("cafe\u0301 three words",
          absl::StrCat(spaced[0].substr(0, 3), " ", spaced[0].substr(3)))
          .ok());
}

TEST_F(AccountsTest, ACodeIsGoodOnce) {
  const std::string code = Code();
  EXPECT_TRUE(Try(kPassword, code).ok());
  EXPECT_EQ(Try(kPassword, code).status().code(),
            absl::StatusCode::kUnauthenticated);
  // Nor after a restart, nor the one before it.
  Open();
  EXPECT_FALSE(Try(kPassword, code).ok());
  EXPECT_FALSE(Try(kPassword, TotpCode(*FromBase32(secret_),
                                       clock_.Now() - absl::Seconds(30)))
                   .ok());
  EXPECT_TRUE(Try(kPassword, Code()).ok());
}

TEST_F(AccountsTest, ACodeIsGoodOnceForManyAtOnce) {
  const std::string code = Code();
  std::atomic<int> signed_in = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back(
        [&] { signed_in += Try(kPassword, code).ok() ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(signed_in, 1);
}

TEST_F(AccountsTest, ACodeWithAWrongPasswordIsNotUsedUp) {
  const std::string code = Code();
  EXPECT_FALSE(Try("not the password", code).ok());
  EXPECT_TRUE(Try(kPassword, code).ok());
}

TEST_F(AccountsTest, ClocksMayDifferByOneCode) {
  const std::string secret = *FromBase32(secret_);
  clock_.Advance(absl::Minutes(5));
  const auto code_at = [&](int seconds) {
    return TotpCode(secret, clock_.Now() + absl::Seconds(seconds));
  };
  EXPECT_FALSE(Try(kPassword, code_at(-60)).ok());
  EXPECT_FALSE(Try(kPassword, code_at(60)).ok());
  EXPECT_TRUE(Try(kPassword, code_at(-30)).ok());
  EXPECT_TRUE(Try(kPassword, code_at(30)).ok());
}

TEST_F(AccountsTest, WhatCannotBeWrittenSignsNobodyIn) {
  const std::string code = Code();
  const std::string next = file_ + ".state.new";
  std::filesystem::create_directories(next + "/in the way");
  EXPECT_EQ(Try(kPassword, code).status().code(),
            absl::StatusCode::kUnavailable);
  std::filesystem::remove_all(next);
  EXPECT_TRUE(Try(kPassword, code).ok());
}

TEST_F(AccountsTest, AFileThatCannotBeReadIsNotAWrongPassword) {
  chmod(file_.c_str(), 0644);
  const absl::Status status = Try(kPassword, Code()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(std::string(status.message()).find(folder_), std::string::npos);
  EXPECT_EQ(accounts_->Recheck({.staff = "j.brook"}).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(AccountsTest, ASessionEndsWithItsAccountAndItsPassword) {
  const auto person = Try(kPassword, Code());
  ASSERT_TRUE(person.ok());
  EXPECT_THAT(accounts_->Recheck(person->tokens)->who.roles,
              ElementsAre("practitioner", "it"));
  EXPECT_FALSE(accounts_->Recheck({.staff = "j.brook"}).ok());
  ASSERT_TRUE(ChangePassword(file_, "j.brook",
                             Secret::FromBytes("four other words now"), "Kith",
                             random_)
                  .ok());
  EXPECT_EQ(accounts_->Recheck(person->tokens).status().code(),
            absl::StatusCode::kUnauthenticated);
  ASSERT_TRUE(RemoveAccount(file_, "j.brook").ok());
  EXPECT_EQ(accounts_->Recheck(person->tokens).status().code(),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(AccountsTest, OneProcessServesAFile) {
  EXPECT_EQ(Accounts::Open(file_, clock_, random_).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(AccountsTest, AStateThatIsNoneStopsTheStart) {
  accounts_.reset();
  ASSERT_TRUE(ReplacePrivateFile(file_ + ".state", "device_key: \"a\"").ok());
  const auto opened = Accounts::Open(file_, clock_, random_);
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(opened.status().message()), HasSubstr("remove it"));
  chmod((file_ + ".state").c_str(), 0644);
  EXPECT_EQ(Accounts::Open(file_, clock_, random_).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

// ---- Locking out ----

TEST_F(AccountsTest, WhoGuessesMustWait) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Guess().code(), absl::StatusCode::kUnauthenticated);
  }
  EXPECT_EQ(Guess().code(), absl::StatusCode::kResourceExhausted);
  // Even who guessed right.
  EXPECT_EQ(Try(kPassword, Code(), kAttacker).status().code(),
            absl::StatusCode::kResourceExhausted);
  clock_.Advance(absl::Minutes(1));
  EXPECT_TRUE(Try(kPassword, Code(), kAttacker).ok());
}

TEST_F(AccountsTest, ANameOfNobodysWaitsTheSame) {
  const auto guess = [this] {
    return accounts_
        ->Check({.name = "nobody", .password = "x", .code = "1", .peer = kHome})
        .status();
  };
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(guess().ok());
  GuessTimes(5, kHome);
  EXPECT_EQ(guess(), Guess(kHome));
  EXPECT_EQ(guess().code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(AccountsTest, AnAttackerElsewhereLocksNobodyOut) {
  GuessTimes(6, kAttacker);
  EXPECT_TRUE(Try(kPassword, Code(), kHome).ok());
}

TEST_F(AccountsTest,
       AnAttackerAtTheSameAddressDoesNotLockOutABrowserThatIsKnown) {
  const auto person = Try(kPassword, Code(), kHome);
  ASSERT_TRUE(person.ok());
  GuessTimes(6, kHome);
  EXPECT_EQ(Try(kPassword, Code(), kHome).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(Try(kPassword, Code(), kHome, person->device).ok());
}

TEST_F(AccountsTest, ACrowdOfStrangersLocksOutStrangersOnly) {
  const auto person = Try(kPassword, Code(), kHome);
  ASSERT_TRUE(person.ok());
  int peer = 0;
  for (int i = 0; i < 50; ++i) {
    if (i % 5 == 0) ++peer;
    EXPECT_EQ(Guess(absl::StrCat("203.0.113.", peer)).code(),
              absl::StatusCode::kUnauthenticated);
  }
  const absl::Status stranger = Guess("203.0.113.200");
  EXPECT_EQ(stranger.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(stranger.message()), HasSubstr("browser"));
  EXPECT_TRUE(Try(kPassword, Code(), kHome, person->device).ok());
  // Being turned away was no try of that browser's.
  GuessTimes(6, "203.0.113.200");
  clock_.Advance(absl::Minutes(1));
  EXPECT_EQ(Guess("203.0.113.200").code(), absl::StatusCode::kUnauthenticated);
  // Another account is not touched.
  Add("p.example");
  EXPECT_EQ(accounts_
                ->Check({.name = "p.example",
                         .password = "x",
                         .code = "1",
                         .peer = "203.0.113.200"})
                .status()
                .code(),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(AccountsTest, ABrowserThatIsKnownHasItsOwnCount) {
  const auto person = Try(kPassword, Code(), kHome);
  ASSERT_TRUE(person.ok());
  GuessTimes(5, kHome, person->device);
  EXPECT_EQ(Guess(kAttacker, person->device).code(),
            absl::StatusCode::kResourceExhausted);
  // The address was not charged for it.
  EXPECT_TRUE(Try(kPassword, Code(), kHome).ok());
}

TEST_F(AccountsTest, ADeviceCookieIsOfOneAccountAndOnePassword) {
  const auto person = Try(kPassword, Code(), kHome);
  ASSERT_TRUE(person.ok());
  GuessTimes(5, kAttacker);
  std::string forged = person->device;
  forged[3] = forged[3] == 'A' ? 'B' : 'A';
  EXPECT_EQ(Guess(kAttacker, forged).code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Guess(kAttacker, person->device).code(),
            absl::StatusCode::kUnauthenticated);
  const auto changed = ChangePassword(file_, "j.brook",
                                      Secret::FromBytes("four other words now"),
                                      "Kith", random_);
  ASSERT_TRUE(changed.ok());
  EXPECT_EQ(Guess(kAttacker, person->device).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(AccountsTest, ADeviceCookieEndsAndOutlivesARestart) {
  const auto person = Try(kPassword, Code(), kHome);
  ASSERT_TRUE(person.ok());
  Open();
  clock_.Advance(kDeviceLasts - absl::Minutes(1));
  GuessTimes(5, kHome);
  EXPECT_EQ(Guess(kHome, person->device).code(),
            absl::StatusCode::kUnauthenticated);
  clock_.Advance(absl::Minutes(1));
  GuessTimes(2, kHome, person->device);
  EXPECT_EQ(Guess(kHome, person->device).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(AccountsTest, TooManyAtOnceAreSentAwayUncounted) {
  accounts_.reset();
  auto opened = Accounts::Open(
      file_, clock_, random_, {.passwords_at_once = 1, .passwords_waiting = 1});
  ASSERT_TRUE(opened.ok());
  accounts_ = *std::move(opened);
  std::atomic<int> sent_away = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back(
        [&] { sent_away += absl::IsUnavailable(Guess(kHome)) ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  GuessTimes(5 - (4 - sent_away), kHome);
  EXPECT_EQ(Guess(kHome).code(), absl::StatusCode::kResourceExhausted);
}

TEST(StampOfTest, AnotherPasswordSecretOrNameIsAnother) {
  config::v1::Account account;
  account.set_name("a");
  account.set_password("b");
  account.set_totp_secret("c");
  const Hash before = StampOf(account);
  account.add_role("dpo");
  EXPECT_EQ(StampOf(account), before);
  for (const char* field : {"name", "password", "totp_secret"}) {
    config::v1::Account other = account;
    other.GetReflection()->SetString(
        &other, other.GetDescriptor()->FindFieldByName(field), "d");
    EXPECT_NE(StampOf(other), before) << field;
  }
}

TEST(PlaceOfPeerTest, IPv6IsCountedByItsNetwork) {
  EXPECT_EQ(PlaceOfPeer("2001:db8:1:2::1"), PlaceOfPeer("2001:db8:1:2:f::9"));
  EXPECT_NE(PlaceOfPeer("2001:db8:1:2::1"), PlaceOfPeer("2001:db8:1:3::1"));
  EXPECT_NE(PlaceOfPeer("192.0.2.1"), PlaceOfPeer("192.0.2.2"));
  EXPECT_EQ(PlaceOfPeer("192.0.2.1"), PlaceOfPeer("::ffff:192.0.2.1"));
  EXPECT_EQ(PlaceOfPeer("anything"), PlaceOfPeer(""));
}

}  // namespace
}  // namespace kith::console
