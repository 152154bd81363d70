// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "agent/console/signin/account_file.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/files.h"
#include "keys/base/fake_clock.h"

namespace kith::deploy {
namespace {

using testing::HasSubstr;
using testing::Not;

class AccountCommandsTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = absl::StrCat(
        testing::TempDir(), "account_commands_",
        testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(root_);
    std::filesystem::create_directory(root_);
    ASSERT_TRUE(
        ReplaceFile(In(root_, "p"), "three words do\n", Readers::kOwner).ok());
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  Exit Run(const std::string& arguments) {
    out_.str("");
    err_.str("");
    Terminal terminal{clock_, random_, out_, err_};
    CLI::App app;
    AddConsoleAccountCommands(app, terminal);
    app.parse(
        absl::StrCat("account ", arguments, " --file ", In(root_, "accounts")));
    return terminal.exit;
  }
  Exit Add(const std::string& rest) {
    return Run(absl::StrCat("add ", rest, " --password-file ", In(root_, "p")));
  }

  SystemRandom random_;
  FakeClock clock_;
  std::string root_;
  std::ostringstream out_, err_;
};

TEST_F(AccountCommandsTest, AnAccountIsAddedListedAndRemoved) {
  EXPECT_EQ(Add("j.brook --role practitioner --role dpo"), Exit::kAnswered);
  EXPECT_THAT(out_.str(), HasSubstr("otpauth://totp/Kith:j.brook?secret="));
  const auto accounts = console::ReadAccounts(In(root_, "accounts"));
  ASSERT_TRUE(accounts.ok()) << accounts.status();
  EXPECT_THAT(out_.str(), HasSubstr(accounts->account(0).totp_secret() + "\n"));
  EXPECT_EQ(Run("list"), Exit::kAnswered);
  EXPECT_EQ(out_.str(), "j.brook  practitioner, dpo\n");
  EXPECT_EQ(Run("remove j.brook"), Exit::kAnswered);
  EXPECT_EQ(Run("list"), Exit::kAnswered);
  EXPECT_EQ(out_.str(), "");
}

TEST_F(AccountCommandsTest, ANewPasswordMakesANewSecret) {
  ASSERT_EQ(Add("j.brook --role it --json"), Exit::kAnswered);
  const std::string before = nlohmann::json::parse(out_.str())["secret"];
  EXPECT_EQ(Run("password j.brook --json --password-file " + In(root_, "p")),
            Exit::kAnswered);
  EXPECT_NE(nlohmann::json::parse(out_.str())["secret"], before);
  EXPECT_EQ(Run("list --json"), Exit::kAnswered);
  EXPECT_EQ(nlohmann::json::parse(out_.str())["accounts"][0]["name"],
            "j.brook");
  EXPECT_THAT(out_.str(), Not(HasSubstr("secret")));
}

TEST_F(AccountCommandsTest, WhatIsWrongIsSaid) {
  EXPECT_EQ(Add("j.brook --role admin"), Exit::kError);
  EXPECT_THAT(err_.str(), HasSubstr("practitioner"));
  EXPECT_EQ(Run("list"), Exit::kError);
  EXPECT_EQ(Run("remove j.brook"), Exit::kError);
  ASSERT_EQ(Add("j.brook --role it"), Exit::kAnswered);
  EXPECT_EQ(Add("j.brook --role it"), Exit::kError);
  EXPECT_THAT(err_.str(), HasSubstr("kith account password"));
  EXPECT_EQ(Run("remove nobody"), Exit::kError);
  ASSERT_TRUE(ReplaceFile(In(root_, "p"), "short\n", Readers::kOwner).ok());
  EXPECT_EQ(Add("p.example --role it"), Exit::kError);
  EXPECT_THAT(err_.str(), HasSubstr("12 characters"));
}

}  // namespace
}  // namespace kith::deploy
