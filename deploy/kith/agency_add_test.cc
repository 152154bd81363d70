// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agency_add.h"

#include "deploy/kith/agency_card.h"
#include "deploy/kith/enrol.h"
#include "deploy/kith/network_admin_world.h"
#include "deploy/kith/network_signing.h"
#include "deploy/kith/network_words.h"
#include "keys/network/network.h"
#include "keys/program/config_file.h"

namespace kith::deploy {
namespace {

using testing::HasSubstr;

using AgencyAddTest = NetworkAdminWorld;

TEST_F(AgencyAddTest, StaffWithoutAnAccountUseTheConsoleOnly) {
  const auto member = ParseStaff("sc:S. Clark:-:practitioner");
  ASSERT_TRUE(member.ok()) << member.status();
  EXPECT_FALSE(member->has_uid());
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  AddAgencyOptions options = School();
  options.staff.push_back(*member);
  const absl::Status nowhere = AddAgency(options, now_, random_).status();
  EXPECT_TRUE(absl::IsInvalidArgument(nowhere));
  EXPECT_THAT(std::string(nowhere.message()),
              HasSubstr("`sc` has no UID and there is no console"));
  options.console_uid = 110;
  ASSERT_TRUE(AddAgency(options, now_, random_).ok());
  config::v1::AgentConfig config;
  ASSERT_TRUE(ReadConfigFile(At("school/agent.textproto"), config).ok());
  EXPECT_EQ(config.console_uid(), 110u);
  ASSERT_EQ(config.staff_size(), 2);
  EXPECT_EQ(config.staff(0).uid(), 1000u);
  EXPECT_FALSE(config.staff(1).has_uid());
}

TEST_F(AgencyAddTest, WithoutAConsoleNoneIsWritten) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  ASSERT_TRUE(AddAgency(School(), now_, random_).ok());
  config::v1::AgentConfig config;
  ASSERT_TRUE(ReadConfigFile(At("school/agent.textproto"), config).ok());
  EXPECT_FALSE(config.has_console_uid());
}

TEST_F(AgencyAddTest, TheConsolesAccountIsNobodysExceptInATestNetwork) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  AddAgencyOptions options = School();
  options.console_uid = 1000;
  EXPECT_TRUE(AddAgency(options, now_, random_).ok());

  MakeRealNetwork();
  options.network_dir = At("real");
  options.out = At("real-school");
  const absl::Status shared = AddAgency(options, now_, random_).status();
  EXPECT_TRUE(absl::IsInvalidArgument(shared)) << shared;
  EXPECT_THAT(std::string(shared.message()), HasSubstr("console-uid"));
}

class AgencyCardTest : public NetworkAdminWorld {
 protected:
  AgencyCardTest() {
    EXPECT_TRUE(Init().ok());
    EXPECT_TRUE(Enrol("school", At("school"), now_, random_).ok());
    AddAgencyOptions options = School();
    options.card.about = "A primary school";
    EXPECT_TRUE(AddAgency(options, now_, random_).ok());
  }
  absl::Status Change(const CardChanges& changes,
                      const std::string& agency = "school") {
    return ChangeCard(At("net"), agency, changes, now_).status();
  }
  network::v1::Agency Card() {
    return *(*Network::Load(At("net/broker/network.kith")))
                ->FindAgency("school");
  }
};

TEST_F(AgencyCardTest, WhatIsGivenIsInTheNextVersionAndTheRestStays) {
  ASSERT_TRUE(Change({.ages = "4 to 11",
                      .area = "Hillview",
                      .how_to_ask = "01632 960 120",
                      .hours = "Mon-Fri 9-4",
                      .confirmed = "2026-11-02"})
                  .ok());
  EXPECT_EQ(Card().about(), "A primary school");
  EXPECT_EQ(Card().ages(), "4 to 11");
  EXPECT_EQ(Card().area(), "Hillview");
  EXPECT_EQ(Card().how_to_ask(), "01632 960 120");
  EXPECT_EQ(Card().last_confirmed(), "2026-11-02");
  EXPECT_EQ(Read("net/keyholder/network.kith"),
            Read("net/broker/network.kith"));
  const auto printed =
      *NetworkInWords(**Network::Load(At("net/broker/network.kith")));
  EXPECT_THAT(printed, HasSubstr("card confirmed 2026-11-02"));
  EXPECT_THAT(printed, HasSubstr("Mon-Fri 9-4"));
  ASSERT_TRUE(Change({.hours = "", .confirmed = "today"}).ok());
  EXPECT_EQ(Card().hours(), "");
  EXPECT_EQ(Card().ages(), "4 to 11");
  EXPECT_EQ(Card().last_confirmed(),
            absl::FormatTime("%Y-%m-%d", now_, absl::UTCTimeZone()));
}

TEST_F(AgencyCardTest, WhatCannotStandOnACardChangesNothing) {
  const std::string before = Read("net/broker/network.kith");
  const auto refused = [&](const CardChanges& changes) {
    const absl::Status status = Change(changes);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return std::string(status.message());
  };
  EXPECT_EQ(refused({.about = std::string(201, 'a')}),
            "about: at most 200 bytes");
  EXPECT_EQ(refused({.ages = std::string(101, 'a')}),
            "ages: at most 100 bytes");
  EXPECT_EQ(refused({.how_to_ask = std::string(101, 'a')}),
            "how-to-ask: at most 100 bytes");
  EXPECT_THAT(refused({.area = "Hill\nview"}), HasSubstr("area: one line"));
  EXPECT_THAT(refused({.confirmed = "last week"}),
              HasSubstr("confirmed: a day, like"));
  EXPECT_THAT(
      refused({.confirmed = absl::FormatTime("%Y-%m-%d", now_ + absl::Hours(24),
                                             absl::UTCTimeZone())}),
      HasSubstr("still to come"));
  EXPECT_THAT(refused({}), HasSubstr("nothing would change"));
  EXPECT_TRUE(absl::IsNotFound(Change({.ages = "4"}, "nobody")));
  EXPECT_EQ(Read("net/broker/network.kith"), before);
}

}  // namespace
}  // namespace kith::deploy
