// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_init.h"
#include "keys/base/fake_clock.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A new network's file where an agent's would be, and no agent.
class CheckCommandTest : public testing::Test {
 protected:
  CheckCommandTest()
      : root_(fs::temp_directory_path() /
              absl::StrCat("kith-check-", getpid(), "-",
                           random_.Below(1u << 30))) {
    InitOptions options;
    options.sample = "england";
    options.dir = root_;
    EXPECT_TRUE(InitNetwork(options, clock_.Now(), random_).ok());
  }
  ~CheckCommandTest() override { fs::remove_all(root_); }

  Exit Run(const std::string& arguments) {
    out_.str("");
    err_.str("");
    Terminal terminal{clock_, random_, out_, err_};
    CLI::App app;
    AddCheckCommands(app, terminal);
    app.parse(absl::StrCat("check ", arguments, " --agent-dir ",
                           In(root_, "administrator")));
    return terminal.exit;
  }

  SystemRandom random_;
  FakeClock clock_;
  const fs::path root_;
  std::ostringstream out_, err_;
};

TEST_F(CheckCommandTest, WhatWasNotAskedIsNoAnswerAndNeedsNoPurpose) {
  EXPECT_EQ(Run("--ground not-asked-yet"), Exit::kRefused);
  EXPECT_THAT(out_.str(), HasSubstr("Nothing was asked"));
  EXPECT_THAT(err_.str(), IsEmpty());
  EXPECT_EQ(Run("--ground not-asked-yet --json"), Exit::kRefused);
  EXPECT_THAT(out_.str(), HasSubstr("\"not_asked\""));
}

TEST_F(CheckCommandTest, AQuestionNeedsAPurpose) {
  EXPECT_EQ(Run("--no-personal-connection --person forename=Sami"),
            Exit::kUsage);
  EXPECT_THAT(err_.str(), HasSubstr("--why considering-referral"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("Nothing was asked")));
}

}  // namespace
}  // namespace kith::deploy
