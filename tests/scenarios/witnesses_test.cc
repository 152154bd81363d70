// SPDX-License-Identifier: Apache-2.0
// Other agencies confirm the broker's log, and an older log that is put in its
// place answers nobody.
#include <gmock/gmock.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "deploy/evidence/verify_evidence.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

const Somebody kHazel{"Hazel", "Wintersham", "2018-12-17", ""};
constexpr char kInvolved[] = "answered: involved(northshire-early-help leads)";

class WitnessesTest : public ScenarioTest {
 protected:
  void SetUp() override {
    Start({kSchool, kHealthVisiting, kEarlyHelp});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kHazel, .leads = true}});
    ASSERT_TRUE(Eventually([&] { return Outcome(kHazel) == kInvolved; }));
  }
  std::string OutcomeOfRequest() {
    return Ask({.asker = kSchool, .people = {kHazel}}).outcome_of_request();
  }
  std::string Broker() { return network().folder("network/broker"); }
};

TEST_F(WitnessesTest, TheEvidenceBearsTheWordOfTheOthers) {
  const std::string folder = network().folder("evidence");
  ASSERT_EQ(Kith({"audit", "export", "--out", folder, "--agent-dir",
                  network().folder(kSchool)})
                .exit,
            0);
  const auto report = Must(deploy::VerifyEvidence(folder));
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.witnesses, 2u);
  EXPECT_THAT(Kith({"audit", "verify", folder}).output,
              HasSubstr("seen the broker's log: 2"));
}

TEST_F(WitnessesTest, WithNobodyElseThereAfterARestartNothingIsReleased) {
  network().StopAgent(kHealthVisiting);
  network().StopAgent(kEarlyHelp);
  EXPECT_EQ(OutcomeOfRequest(), "answered") << "they saw it just before";
  network().KillBroker();
  Must(network().StartBroker());
  ASSERT_TRUE(Eventually([&] { return Connected(kSchool); }));
  const auto reply = Ask({.asker = kSchool, .people = {kHazel}});
  EXPECT_EQ(reply.outcome_of_request(), "unavailable");
  EXPECT_THAT(reply.words(), HasSubstr("Too few other agencies"));
  Must(network().StartAgent(kHealthVisiting));
  EXPECT_TRUE(Eventually([&] { return OutcomeOfRequest() == "answered"; }));
}

TEST_F(WitnessesTest, AnOlderLogInThePlaceOfTheBrokersAnswersNobody) {
  const std::string backup = network().folder("broker-backup");
  network().KillBroker();
  fs::copy(Broker(), backup, fs::copy_options::recursive);
  Must(network().StartBroker());
  ASSERT_TRUE(Eventually([&] { return Outcome(kHazel) == kInvolved; }));
  // The others have seen it too.
  const std::string folder = network().folder("evidence-before");
  ASSERT_EQ(Kith({"audit", "export", "--out", folder, "--agent-dir",
                  network().folder(kSchool)})
                .exit,
            0);
  network().KillBroker();
  fs::remove_all(Broker());
  fs::copy(backup, Broker(), fs::copy_options::recursive);
  Must(network().StartBroker());
  int answered = 0;
  for (int i = 0; i < 10; ++i) {
    answered += OutcomeOfRequest() == "answered" ? 1 : 0;
    absl::SleepFor(absl::Milliseconds(300));
  }
  EXPECT_EQ(answered, 0);
  for (const char* agency : {kSchool, kHealthVisiting, kEarlyHelp}) {
    EXPECT_FALSE(Connected(agency)) << agency;
  }
}

}  // namespace
}  // namespace kith::tests
