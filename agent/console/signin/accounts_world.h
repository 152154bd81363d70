// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_ACCOUNTS_WORLD_H_
#define KITH_AGENT_CONSOLE_SIGNIN_ACCOUNTS_WORLD_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "agent/console/signin/account_file.h"
#include "agent/console/signin/accounts.h"
#include "agent/console/signin/totp.h"
#include "keys/base/fake_clock.h"

namespace kith::console {

// A file of accounts with one, j.brook, and the console that serves it.
class AccountsTest : public ::testing::Test {
 protected:
  static constexpr char kPassword[] = "three words do";
  static constexpr char kHome[] = "192.0.2.1";
  static constexpr char kAttacker[] = "198.51.100.7";

  void SetUp() override {
    folder_ = ::testing::TempDir() + "accounts_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    file_ = folder_ + "/accounts.textproto";
    secret_ = Add("j.brook");
    Open();
  }
  void TearDown() override {
    accounts_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Open() {
    accounts_.reset();
    auto opened = Accounts::Open(file_, clock_, random_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    accounts_ = *std::move(opened);
  }
  // The secret for the app.
  std::string Add(const std::string& name) {
    const auto made =
        AddAccount(file_, name, {"practitioner", "it"},
                   Secret::FromBytes(kPassword), "Kith Hillview", random_);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? made->secret : "";
  }
  // A code that was not used yet.
  std::string Code() {
    clock_.Advance(absl::Seconds(30));
    return TotpCode(*FromBase32(secret_), clock_.Now());
  }
  absl::StatusOr<Accounts::SignedIn> Try(const std::string& password,
                                         const std::string& code,
                                         const std::string& peer = kHome,
                                         const std::string& device = "") {
    return accounts_->Check({.name = "j.brook",
                             .password = password,
                             .code = code,
                             .peer = peer,
                             .device = device});
  }
  absl::Status Guess(const std::string& peer = kAttacker,
                     const std::string& device = "") {
    return Try("not the password", "000000", peer, device).status();
  }
  void GuessTimes(int times, const std::string& peer,
                  const std::string& device = "") {
    for (int i = 0; i < times; ++i) EXPECT_FALSE(Guess(peer, device).ok());
  }

  FakeClock clock_;
  SystemRandom random_;
  std::string folder_;
  std::string file_;
  std::string secret_;
  std::unique_ptr<Accounts> accounts_;
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_ACCOUNTS_WORLD_H_
