// SPDX-License-Identifier: Apache-2.0
// Whoever is on call asks whether the broker's database is sound.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;

const Somebody kMirabel{"Mirabel", "Quenby", "2019-04-23", ""};

class BrokerFsckTest : public ScenarioTest {
 protected:
  void SetUp() override { Start({kSchool, kEarlyHelp}); }
};

TEST_F(BrokerFsckTest, SaysThatAKilledBrokersDatabaseIsSoundAndFindsDamage) {
  Import(kEarlyHelp, {{.person = kMirabel, .leads = true}});
  EXPECT_EQ(Outcome(kMirabel),
            "answered: involved(northshire-early-help leads)");
  EXPECT_EQ(Kith({"audit", "export", "--agent-dir", network().folder(kSchool),
                  "--out", network().folder("evidence")})
                .exit,
            0);
  const std::vector<std::string> seen{
      "--checkpoint", network().folder("evidence/broker/checkpoint")};

  const Ended beside = FsckBroker();
  EXPECT_EQ(beside.exit, 2);
  EXPECT_THAT(beside.output, HasSubstr("stop it first"));

  network().KillBroker();
  const Ended sound = FsckBroker(seen);
  EXPECT_EQ(sound.exit, 0) << sound.output;
  EXPECT_THAT(sound.output, HasSubstr("sound: "));

  Must(Must(network().OpenDatabase("broker"))
           ->Execute("DELETE FROM leaf WHERE position = "
                     "(SELECT max(position) FROM leaf)"));
  const Ended damaged = FsckBroker(seen);
  EXPECT_EQ(damaged.exit, 1);
  EXPECT_THAT(damaged.output, HasSubstr("were signed before"));
  EXPECT_THAT(damaged.output, HasSubstr("next: keep this file"));

  std::filesystem::remove(network().folder("network/broker/broker.db"));
  EXPECT_EQ(FsckBroker().exit, 2);
}

}  // namespace
}  // namespace kith::tests
