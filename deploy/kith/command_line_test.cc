// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "deploy/kith/files.h"
#include "keys/base/fake_clock.h"
#include "keys/base/random.h"

namespace kith::deploy {
namespace {

using testing::HasSubstr;

constexpr absl::string_view kStart = "ExecStart=/usr/bin/";

// What a unit among the examples starts, without the folder of the program.
std::string StartedBy(const std::string& unit) {
  const auto text = ReadFile(In(KITH_EXAMPLES_DIR, unit), 1 << 20);
  EXPECT_TRUE(text.ok()) << text.status();
  for (const absl::string_view line : absl::StrSplit(text.value_or(""), '\n')) {
    if (absl::StartsWith(line, kStart)) {
      return std::string(line.substr(kStart.size()));
    }
  }
  return "";
}

class CommandLineTest : public testing::Test {
 protected:
  Exit Run(const std::string& line) {
    std::vector<std::string> words = absl::StrSplit(line, ' ');
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    Terminal terminal{clock_, random_, out_, err_};
    return RunCommandLine(static_cast<int>(arguments.size()), arguments.data(),
                          terminal);
  }

  FakeClock clock_;
  SystemRandom random_;
  std::ostringstream out_, err_;
};

// It gets as far as the folder, which is not there.
TEST_F(CommandLineTest, TheExampleOfAWatchingUnitIsUnderstood) {
  const std::string line = StartedBy("kith-watch.service");
  ASSERT_THAT(line, HasSubstr("/srv/exports"));
  EXPECT_EQ(Run(absl::StrReplaceAll(line, {{"/srv/exports", "/nowhere"}}) +
                " --once"),
            Exit::kError);
  EXPECT_THAT(err_.str(), HasSubstr("/nowhere: no such folder"));
}

TEST_F(CommandLineTest, ADoctorThatMayNotReadTheConfigurationSaysAsWhom) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can be two accounts";
  const std::string config = In(testing::TempDir(), "agent.textproto");
  ASSERT_TRUE(ReplaceFile(config, "agency: \"clinic\"", Readers::kOwner).ok());
  constexpr uid_t kNobody = 65534;
  ASSERT_EQ(seteuid(kNobody), 0);
  const Exit exit = Run("kith doctor --config " + config);
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_EQ(static_cast<int>(exit), 3);
  EXPECT_THAT(err_.str(), HasSubstr("may not read it"));
}

TEST_F(CommandLineTest, AWordThatIsNoOptionIsNotUnderstood) {
  EXPECT_EQ(Run("kith watch --folder /nowhere --once --socket x"),
            Exit::kUsage);
}

}  // namespace
}  // namespace kith::deploy
