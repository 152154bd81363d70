// SPDX-License-Identifier: Apache-2.0
// Several small agencies' agents in one process.
#include <gmock/gmock.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "deploy/demonstration/child_process.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;

const Somebody kNell{"Nell", "Hartwhistle", "2013-10-03", ""};

class HostedAgentsTest : public ScenarioTest {
 protected:
  // Early help and health visiting are hosted, the school has its own.
  void SetUp() override {
    Start({kSchool, kHealthVisiting, kEarlyHelp});
    if (HasFatalFailure()) return;
    network().Kill(kHealthVisiting);
    network().Kill(kEarlyHelp);
  }
  // One process for these configurations.
  void Host(const std::vector<std::string>& configs) {
    std::ofstream host(network().folder("host.textproto"));
    for (const std::string& config : configs) {
      host << "agents: \"" << config << "\"\n";
    }
    host.close();
    host_ = std::make_unique<deploy::ChildProcess>(*deploy::ChildProcess::Start(
        {network().programs() + "/kith-agent", "--config",
         network().folder("host.textproto")},
        network().folder("host.log")));
  }
  std::string ConfigOf(const std::string& agency) {
    return network().folder(agency) + "/agent.textproto";
  }

  std::unique_ptr<deploy::ChildProcess> host_;
};

TEST_F(HostedAgentsTest, EachAnswersForItselfFromOneProcess) {
  Host({ConfigOf(kHealthVisiting), ConfigOf(kEarlyHelp)});
  Must(network().WaitConnected({kSchool, kHealthVisiting, kEarlyHelp}));
  Import(kEarlyHelp, {{.person = kNell, .leads = true}});
  EXPECT_TRUE(Eventually([&] {
    return Outcome(kNell) == "answered: involved(northshire-early-help leads)";
  }));
  // One has nothing of the other's.
  EXPECT_EQ(Count(kHealthVisiting, "SELECT count(*) FROM person"), 0);
  EXPECT_EQ(Count(kEarlyHelp, "SELECT count(*) FROM person"), 1);
}

TEST_F(HostedAgentsTest, OneThatCannotStartStopsNobodyElse) {
  Host(
      {network().folder("nowhere") + "/agent.textproto", ConfigOf(kEarlyHelp)});
  Must(network().WaitConnected({kSchool, kEarlyHelp}));
  std::ifstream log(network().folder("host.log"));
  const std::string said((std::istreambuf_iterator<char>(log)), {});
  EXPECT_THAT(said, HasSubstr("hosted_agent_not_started"));
}

}  // namespace
}  // namespace kith::tests
