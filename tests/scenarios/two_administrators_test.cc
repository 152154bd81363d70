// SPDX-License-Identifier: Apache-2.0
// A network that two people administer, before a running broker and agents:
// nothing that one of them signs alone is in force.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "deploy/kith/files.h"
#include "keys/network/network.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;

// The first administrator has the network's folder, Ben a key of his own.
class TwoAdministratorsTest : public ScenarioTest {
 protected:
  void SetUp() override {
    Start({kSchool, kHealthVisiting});
    if (HasFatalFailure()) return;
    const std::string ben = network().folder("ben");
    ASSERT_EQ(Kith({"network", "administrator", "new", ben, "Ben"}).exit, 0);
    ASSERT_EQ(
        Kith({"network", "administrator", "add",
              ben + "/administrator.textproto", "--network-dir", NetworkDir()})
            .exit,
        0);
    Must(deploy::ReplaceFile(
        ben + "/network.kith",
        Must(deploy::ReadFile(AdministratorsCopy(), 1 << 22)),
        deploy::Readers::kOwner));
    const Ended added = Sign(Proposal(Version() + 1));
    ASSERT_EQ(added.exit, 0) << added.output;
    ASSERT_THAT(added.output, HasSubstr("New ADMINISTRATOR: Ben"));
  }

  std::string NetworkDir() { return network().folder("network"); }
  std::string AdministratorsCopy() {
    return NetworkDir() + "/administrator/network.kith";
  }
  std::uint64_t Version() {
    const auto network = Network::Load(AdministratorsCopy());
    return network.ok() ? (*network)->file().version() : 0;
  }
  std::string Proposal(std::uint64_t version) {
    return absl::StrCat(NetworkDir(), "/administrator/proposal-", version,
                        ".kith");
  }
  Ended Sign(const std::string& proposal) {
    return Kith({"network", "sign", proposal, "--administrator",
                 network().folder("ben"), "--network-dir", NetworkDir(),
                 "--yes"});
  }
  // What the school's agent has on its disk.
  std::uint64_t VersionOfSchool() {
    const auto network =
        Network::Load(this->network().folder(kSchool) + "/network.kith");
    return network.ok() ? (*network)->file().version() : 0;
  }
  bool BrokerLogHas(const std::string& words) {
    std::ifstream log(network().folder("network/broker/broker.log"));
    const std::string text{std::istreambuf_iterator<char>(log), {}};
    return text.find(words) != std::string::npos;
  }
};

TEST_F(TwoAdministratorsTest, WhatOneSignsWaitsForTheOther) {
  const std::uint64_t before = Version();
  EXPECT_TRUE(Eventually([&] { return VersionOfSchool() == before; }));
  const Ended proposed =
      Kith({"agency", "suspend", kSchool, "--network-dir", NetworkDir(),
            "--because", "its machine was stolen"});
  ASSERT_EQ(proposed.exit, 0) << proposed.output;
  EXPECT_THAT(proposed.output, HasSubstr("PROPOSAL"));
  EXPECT_EQ(Version(), before);
  EXPECT_TRUE(Connected(kSchool));
  const absl::Time start = clock_.Now();
  const Ended read = Kith({"network", "sign", Proposal(before + 1),
                           "--administrator", network().folder("ben")});
  EXPECT_THAT(read.output, HasSubstr("is SUSPENDED, because: its machine"));
  EXPECT_THAT(read.output, HasSubstr("Nothing is signed yet"));
  EXPECT_EQ(Version(), before);
  const Ended signed_by_both = Sign(Proposal(before + 1));
  ASSERT_EQ(signed_by_both.exit, 0) << signed_by_both.output;
  EXPECT_TRUE(Eventually([&] { return !Connected(kSchool); }));
  PrintFigures(
      {{"signatures", 2},
       {"in_force_after_s", absl::ToDoubleSeconds(clock_.Now() - start)}});
}

TEST_F(TwoAdministratorsTest, AFileOfOneAlonePutBeforeTheBrokerIsRefused) {
  const std::uint64_t before = Version();
  ASSERT_EQ(Kith({"agency", "suspend", kSchool, "--network-dir", NetworkDir(),
                  "--because", "by one alone"})
                .exit,
            0);
  Must(
      deploy::ReplaceFile(NetworkDir() + "/broker/network.kith",
                          Must(deploy::ReadFile(Proposal(before + 1), 1 << 22)),
                          deploy::Readers::kEverybody));
  EXPECT_TRUE(Eventually([&] { return BrokerLogHas("network_file_refused"); }));
  EXPECT_TRUE(BrokerLogHas("one administrator only"));
  EXPECT_TRUE(Connected(kSchool));
}

TEST_F(TwoAdministratorsTest, AnAgentThatIsVersionsBehindTakesTheChain) {
  network().StopAgent(kSchool);
  const std::uint64_t before = VersionOfSchool();
  for (const char* name : {"Hillview One", "Hillview Two", "Hillview Three"}) {
    ASSERT_EQ(
        Kith({"agency", "rename", kSchool, name, "--network-dir", NetworkDir()})
            .exit,
        0);
    ASSERT_EQ(Sign(Proposal(Version() + 1)).exit, 0);
  }
  Must(network().StartAgent(kSchool));
  EXPECT_TRUE(Eventually([&] { return VersionOfSchool() == Version(); }));
  EXPECT_GE(Version(), before + 3);
  network().StopAgent(kSchool);
  Must(network().StartAgent(kSchool));
  EXPECT_TRUE(Eventually([&] { return Connected(kSchool); }))
      << "a restart goes on from what was cached";
}

}  // namespace
}  // namespace kith::tests
