// SPDX-License-Identifier: Apache-2.0
// A morning: an agency that has a code, a machine and an export of its system
// takes part. What is typed on its machine is counted.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "deploy/demonstration/child_process.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;

constexpr char kJoiner[] = "northshire-homes";
constexpr int kMostCommands = 6;
constexpr absl::Duration kMostMachineTime = absl::Minutes(10);

class MorningTest : public ScenarioTest {
 protected:
  void SetUp() override {
    deploy::DemoNetwork::Plan plan = deploy::DemoNetwork::TheFive();
    plan.members = {plan.members[0], plan.members[3]};  // School, early help.
    plan.enrols = true;
    Start(plan);
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kNell, .leads = true}});
  }
  // What somebody types on the agency's machine.
  Ended Type(const std::vector<std::string>& command) {
    ++typed_;
    return Kith(command);
  }
  std::string Home(const std::string& file = "") {
    return network().folder(kJoiner) + (file.empty() ? "" : "/" + file);
  }
  // The administrator's side: not typed here.
  std::string Code() {
    const Ended ended =
        Kith({"agency", "add", "--network-dir", network().folder("network"),
              "--id", kJoiner, "--name", "Northshire Homes", "--category",
              "housing", "--json"});
    EXPECT_EQ(ended.exit, 0) << ended.output;
    return nlohmann::json::parse(ended.output, nullptr, false)
        .value("code", "");
  }
  void AdmitWhenItWaits() {
    EXPECT_TRUE(Eventually([&] {
      return std::filesystem::exists(network().folder(
          absl::StrCat("network/broker/enrolment/", kJoiner, ".request")));
    }));
    const Ended admitted = Kith({"agency", "admit", kJoiner, "--network-dir",
                                 network().folder("network")});
    EXPECT_EQ(admitted.exit, 0) << admitted.output;
  }

  const Somebody kNell{"Nell", "Hartwhistle", "2013-10-03", ""};
  int typed_ = 0;
};

TEST_F(MorningTest, SixCommandsAndTheFirstCheckIsAnswered) {
  const std::string code = Code();
  const absl::Time start = clock_.Now();
  // 1. apt install: the programs are there (tests/packages installs the real
  // packages).
  ++typed_;
  // 2. The code.
  Ended enrolled;
  std::thread administrator([&] { AdmitWhenItWaits(); });
  enrolled = Type({"enrol", code, "--dir", Home(), "--staff",
                   absl::StrCat(deploy::kBrook, ":J. Brook:", getuid(),
                                ":practitioner,it")});
  administrator.join();
  ASSERT_EQ(enrolled.exit, 0) << enrolled.output;
  // 3. systemctl enable --now kith-agent kith-watch
  ++typed_;
  Must(network().StartAgent(kJoiner));
  Must(network().WaitConnected({kJoiner}));
  const std::string import = Home("import");
  std::filesystem::create_directories(import);
  auto watch = *deploy::ChildProcess::Start(
      {network().programs() + "/kith", "watch", "--folder", import,
       "--agent-dir", Home(), "--settles", "1"},
      Home("watch.log"));
  // The agency's system leaves its export.
  const std::string exported = import + "/tenants.csv";
  std::ofstream(exported)
      << "Person Ref,Forename,Surname,DOB,Postcode,Support Officer,Support "
         "Tel,Consent,Consent By,Consent Date,Consent For\n"
      << "T1,Nell,Hartwhistle,03/10/2013,NS1 4AB,M. Finch,01632 960 "
         "107,Y,mother,01/02/2026,all\n"
      << "T2,Hazel,Wintersham,17/12/2018,NS2 5CD,,,,,,\n";
  // 4. The column map, by what the export looks like.
  const Ended map = Type({"map", exported});
  EXPECT_EQ(map.exit, 0) << map.output;
  std::string text = map.output;
  // Read through and said: what the service is called, and where agreements
  // lie.
  const auto fill = [&](const std::string& from, const std::string& to) {
    ASSERT_TRUE(absl::StrContains(text, from)) << text;
    text.replace(text.find(from), from.size(), to);
  };
  ASSERT_NO_FATAL_FAILURE(
      fill("service { constant: \"\" }", "service { constant: \"Housing\" }"));
  ASSERT_NO_FATAL_FAILURE(fill("evidence { constant: \"\" }",
                               "evidence { constant: \"tenancy file\" }"));
  ASSERT_NO_FATAL_FAILURE(
      fill("purposes { constant: \"\" }",
           "purposes { constant: \"considering-referral;joining\" }"));
  std::ofstream(import + "/map.textproto") << text;
  // The watching service makes the dry run by itself.
  ASSERT_TRUE(Eventually(
      [&] { return std::filesystem::exists(exported + ".dry-run"); }));
  EXPECT_EQ(Count(kJoiner, "SELECT count(*) FROM person"), 0);
  // 5. It is what was meant.
  const Ended accepted = Type({"watch", "accept", exported});
  EXPECT_EQ(accepted.exit, 0) << accepted.output;
  ASSERT_TRUE(Eventually([&] { return !std::filesystem::exists(exported); }));
  WaitPublished(kJoiner);
  // 6. The first check: the new agency asks, and is answered.
  const Ended checked =
      Type({"check", "--agent-dir", Home(), "--person",
            "forename=Nell,surname=Hartwhistle,dob=2013-10-03", "--why",
            "considering-referral", "--ground", "family-agreed",
            "--no-personal-connection"});
  const absl::Duration took = clock_.Now() - start;
  EXPECT_EQ(checked.exit, 0) << checked.output;
  EXPECT_THAT(checked.output, HasSubstr("LEADS"));
  // And it is found by others.
  EXPECT_EQ(
      Outcome(kNell),
      "answered: involved(northshire-early-help leads, northshire-homes)");
  PrintFigures(
      {{"commands", typed_}, {"machine time s", absl::ToDoubleSeconds(took)}});
  EXPECT_LE(typed_, kMostCommands);
  EXPECT_LT(took, kMostMachineTime);
}

}  // namespace
}  // namespace kith::tests
