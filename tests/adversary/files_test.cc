// SPDX-License-Identifier: Apache-2.0
// What a program is started with: it says what is wrong and does not serve.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "deploy/demonstration/child_process.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using deploy::ChildProcess;
using testing::HasSubstr;

class FilesTest : public ScenarioTest {
 protected:
  void SetUp() override { Start({kSchool}); }

  // Starts the school's agent a second time, from a copy of its folder's
  // configuration; it must end by itself.
  Ended StartAgent(const std::string& config) {
    const std::string printed = network().folder("printed.txt");
    ChildProcess agent = *ChildProcess::Start(
        {network().programs() + "/kith-agent", "--config", config}, printed);
    const int exit = agent.Wait();
    std::stringstream text;
    text << std::ifstream(printed).rdbuf();
    return {exit, text.str()};
  }
  std::string Config() {
    return network().folder(kSchool) + "/agent.textproto";
  }
};

TEST_F(FilesTest, AFieldNobodyKnowsNamesItsLine) {
  const std::string config = network().folder(kSchool) + "/odd.textproto";
  {
    std::ofstream odd(config);
    odd << std::ifstream(Config()).rdbuf() << "\nrelease_everything: true\n";
  }
  const Ended ended = StartAgent(config);
  EXPECT_NE(ended.exit, 0);
  EXPECT_THAT(ended.output, HasSubstr("release_everything"));
}

TEST_F(FilesTest, AKeyThatOthersMayReadIsRefused) {
  const std::string key = network().folder(kSchool) + "/signing.key";
  network().StopAgent(kSchool);
  ASSERT_EQ(chmod(key.c_str(), 0644), 0);
  const Ended ended = StartAgent(Config());
  EXPECT_NE(ended.exit, 0);
  EXPECT_THAT(ended.output, HasSubstr("signing.key"));
}

TEST_F(FilesTest, ASecondProcessOnOneDatabaseIsRefused) {
  const Ended ended = StartAgent(Config());
  EXPECT_NE(ended.exit, 0);
  EXPECT_THAT(ended.output, HasSubstr("another process uses"));
}

TEST_F(FilesTest, AnotherKeyThanTheNetworkFileNamesIsRefused) {
  network().StopAgent(kSchool);
  const std::string key = network().folder(kSchool) + "/signing.key";
  std::ofstream(key, std::ios::binary) << random_.Bytes(32);
  const Ended ended = StartAgent(Config());
  EXPECT_NE(ended.exit, 0);
  EXPECT_THAT(ended.output, HasSubstr("signing_key"));
}

}  // namespace
}  // namespace kith::tests
