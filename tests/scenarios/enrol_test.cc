// SPDX-License-Identifier: Apache-2.0
// An agency joins by a one-time code: a real broker, a real `kith`, and every
// way in which a code is not taken.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "deploy/kith/agency_invite.h"
#include "keys/enrolment/code.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;

constexpr char kJoiner[] = "northshire-homes";

class EnrolTest : public ScenarioTest {
 protected:
  void SetUp() override {
    deploy::DemoNetwork::Plan plan = PlanOf({kSchool});
    plan.enrols = true;
    Start(plan);
  }

  std::string NetworkDir() { return network().folder("network"); }
  deploy::AddAgencyOptions Joiner() {
    deploy::AddAgencyOptions options;
    options.network_dir = NetworkDir();
    options.id = kJoiner;
    options.name = "Northshire Homes";
    options.category = "housing";
    return options;
  }
  std::string Invite(absl::Duration ago = absl::ZeroDuration()) {
    return Must(deploy::InviteAgency(Joiner(), clock_.Now() - ago, random_));
  }
  // `kith agency add`, as it is typed.
  std::string InviteByCommand() {
    const Ended ended =
        Kith({"agency", "add", "--network-dir", NetworkDir(), "--id", kJoiner,
              "--name", "Northshire Homes", "--category", "housing", "--json"});
    EXPECT_EQ(ended.exit, 0) << ended.output;
    return nlohmann::json::parse(ended.output, nullptr, false)
        .value("code", "");
  }
  // On the agency's machine; it does not wait for administrators for long.
  Ended Use(const std::string& code, const std::string& folder) {
    return Kith(
        {"enrol", code, "--dir", network().folder(folder), "--wait", "1"});
  }
  // As it is seen at once: handed in, and then this test does not wait.
  std::string OutputOf(const std::string& code, const std::string& folder) {
    return Use(code, folder).output;
  }
  bool HasKeys(const std::string& folder) {
    return std::filesystem::exists(network().folder(folder) + "/signing.key");
  }
  std::string BrokerLog() {
    std::ifstream log(network().folder("network/broker/broker.log"));
    return {std::istreambuf_iterator<char>(log), {}};
  }
  bool Waits() {
    return std::filesystem::exists(
        absl::StrCat(NetworkDir(), "/broker/enrolment/", kJoiner, ".request"));
  }
  Ended Admit() {
    return Kith({"agency", "admit", kJoiner, "--network-dir", NetworkDir()});
  }
};

TEST_F(EnrolTest, ACodeJoinsAnAgencyThatThenTakesPart) {
  const absl::Time start = clock_.Now();
  const std::string code = InviteByCommand();
  Ended enrolled;
  std::thread machine([&] { enrolled = Use(code, kJoiner); });
  EXPECT_TRUE(Eventually([&] { return Waits(); }));
  const Ended shown = Kith({"agency", "admit", "--network-dir", NetworkDir()});
  EXPECT_THAT(shown.output, HasSubstr(kJoiner));
  const Ended admitted = Admit();
  machine.join();
  EXPECT_EQ(admitted.exit, 0) << admitted.output;
  ASSERT_EQ(enrolled.exit, 0) << enrolled.output;
  EXPECT_THAT(enrolled.output, HasSubstr("Next: name the staff"));
  std::ofstream(network().folder(kJoiner) + "/agent.textproto", std::ios::app)
      << "staff { name: \"" << deploy::kBrook << "\" shown_as: \"J. Brook\" "
      << "uid: " << getuid() << " roles: \"it\" }\n";
  Must(network().StartAgent(kJoiner));
  Must(network().WaitConnected({kJoiner}));
  PrintFigures({{"commands", 4},
                {"from_invitation_to_connected_s",
                 absl::ToDoubleSeconds(clock_.Now() - start)}});
  EXPECT_THAT(Admit().output, HasSubstr("admitted already"));
}

TEST_F(EnrolTest, AMistypedCodeIsSaidBeforeAnythingIsSent) {
  std::string code = Invite();
  code[20] = code[20] == 'a' ? 'b' : 'a';
  const Ended ended = Use(code, "typed");
  EXPECT_NE(ended.exit, 0);
  EXPECT_THAT(ended.output, HasSubstr("was mistyped"));
  EXPECT_FALSE(HasKeys("typed"));
  EXPECT_THAT(BrokerLog(), testing::Not(HasSubstr("enrolment_tried")));
}

TEST_F(EnrolTest, ACodeThatWasUsedIsRefused) {
  const std::string code = Invite();
  std::thread machine([&] { Use(code, kJoiner); });
  EXPECT_TRUE(Eventually([&] { return Waits(); }));
  EXPECT_EQ(Admit().exit, 0);
  machine.join();
  EXPECT_THAT(OutputOf(code, "thief"), HasSubstr("this code was used"));
}

TEST_F(EnrolTest, ACodeEndsAfterFortyEightHours) {
  EXPECT_THAT(OutputOf(Invite(absl::Hours(49)), kJoiner),
              HasSubstr("good for 48 hours"));
  EXPECT_FALSE(Waits());
}

TEST_F(EnrolTest, TheSixthTryIsRefusedEvenIfItIsRight) {
  const std::string wrong = Invite();
  const std::string right = Invite();
  for (int left = 4; left >= 0; --left) {
    const std::string output = OutputOf(wrong, "guesser");
    EXPECT_THAT(output, HasSubstr(left == 0   ? "no try is left"
                                  : left == 1 ? "one try is left"
                                              : absl::StrCat(left, " tries")));
    // Counted on disk: a restart gives no try back.
    if (left == 3) {
      network().KillBroker();
      Must(network().StartBroker());
      EXPECT_TRUE(Eventually([&] { return Connected(kSchool); }));
    }
  }
  EXPECT_THAT(OutputOf(right, kJoiner), HasSubstr("tried five times"));
  EXPECT_FALSE(Waits());
}

TEST_F(EnrolTest, WhoeverStandsBetweenWithAnotherAuthorityIsSentNothing) {
  deploy::DemoNetwork::Plan plan;
  plan.enrols = true;
  const auto other = Must(deploy::DemoNetwork::Make(
      network().folder("other"), network().programs(), clock_, random_, plan));
  Must(other->StartBroker());
  const auto code = EnrolmentCode::Parse(Invite());
  ASSERT_TRUE(code.ok());
  const auto theirs =
      Network::Load(network().folder("other") + "/network/broker/network.kith");
  ASSERT_TRUE(theirs.ok()) << theirs.status();
  // The code of this network, on a way that ends at the other's broker.
  EnrolmentCode::Parts parts = code->parts();
  parts.address = (*theirs)->file().broker().enrol_address();
  const std::string led_astray =
      EnrolmentCode::Generate(parts, random_).UnsafeText();
  std::string output;
  EXPECT_TRUE(Eventually([&] {
    output = OutputOf(led_astray, "astray");
    return output.find("nobody answers") == std::string::npos;
  }));
  EXPECT_THAT(output, HasSubstr("is not the network of this code"));
  EXPECT_THAT(output, HasSubstr("Nothing was sent"));
  EXPECT_FALSE(HasKeys("astray"));
}

}  // namespace
}  // namespace kith::tests
