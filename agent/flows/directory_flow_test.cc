// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/directory_flow.h"

#include "agent/flows/agent_world.h"

namespace kith::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class DirectoryFlowTest : public AgentWorld {
 protected:
  DirectoryFlowTest() {
    ChangeNetwork([](network::v1::NetworkFile& file) {
      file.set_area("Northshire");
      file.mutable_desk()->set_danger_now("Ring 999");
      file.mutable_purposes(0)->set_label("thinking about a referral");
      file.mutable_categories(1)->set_label("Health");
      auto* upn = file.add_identifier_schemes();
      upn->set_id("upn");
      upn->set_legal_reference("Education Act 1996 s537A");
      upn->add_categories("education");
      auto* off = file.add_identifier_schemes();
      off->set_id("switched-off");
      for (auto& agency : *file.mutable_agencies()) {
        if (agency.id() != "clinic") continue;
        agency.set_name("Aardvark Clinic");
        agency.set_about("Health visitors");
        agency.set_ages("0 to 5");
        agency.set_how_to_ask("01632 960 114");
        agency.set_last_confirmed("2026-11-20");
        agency.set_suspended(true);
      }
      auto* wording = file.add_labels();
      wording->set_key("consent-wording");
      wording->set_language("en");
      wording->set_text("We would like to ask");
      auto* other = file.add_labels();
      other->set_key("something-else");
    });
  }
  desk::v1::GetDirectoryReply Get(bool with_rules = false) {
    desk::v1::GetDirectoryRequest request;
    request.set_with_rules(with_rules);
    const auto reply = DirectoryFlow(*parts_).Get(request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.value_or(desk::v1::GetDirectoryReply());
  }
};

TEST_F(DirectoryFlowTest, ThePartnershipIsAsItsNetworkFileHasIt) {
  const auto reply = Get();
  EXPECT_EQ(reply.partnership(), "northshire");
  EXPECT_EQ(reply.area(), "Northshire");
  EXPECT_TRUE(reply.test_network());
  EXPECT_EQ(reply.agency(), "clinic");
  EXPECT_EQ(reply.agency_name(), "Aardvark Clinic");
  EXPECT_EQ(reply.desk().telephone(), "01632 960 100");
  EXPECT_EQ(reply.desk().danger_now(), "Ring 999");
  ASSERT_THAT(reply.purposes(), SizeIs(3));
  EXPECT_EQ(reply.purposes(0).id(), "considering-referral");
  EXPECT_EQ(reply.purposes(0).label(), "thinking about a referral");
  EXPECT_EQ(reply.gateways(0).id(), "act-s10");
  ASSERT_THAT(reply.consent_wordings(), SizeIs(1));
  EXPECT_EQ(reply.consent_wordings(0).text(), "We would like to ask");
  EXPECT_EQ(reply.policy_id(), "test");
  EXPECT_EQ(reply.policy_version(), 1u);
}

TEST_F(DirectoryFlowTest, OnlyIdentifiersThisAgencyMayUseAreAskedFor) {
  std::vector<std::string> schemes;
  const auto reply = Get();
  for (const auto& scheme : reply.identifier_schemes()) {
    schemes.push_back(scheme.id());
  }
  EXPECT_THAT(schemes, ElementsAre("nhs-number"));
}

TEST_F(DirectoryFlowTest, CardsStandInTheOrderOfNamesSuspendedOnesToo) {
  const auto reply = Get();
  std::vector<std::string> names;
  for (const auto& card : reply.agencies()) names.push_back(card.name());
  EXPECT_THAT(names,
              ElementsAre("Aardvark Clinic", "homes", "refuge", "school"));
  const auto& clinic = reply.agencies(0);
  EXPECT_EQ(clinic.category(), "Health");
  EXPECT_EQ(clinic.about(), "Health visitors");
  EXPECT_EQ(clinic.ages(), "0 to 5");
  EXPECT_EQ(clinic.how_to_ask(), "01632 960 114");
  EXPECT_EQ(clinic.last_confirmed(), "2026-11-20");
  EXPECT_TRUE(clinic.suspended());
}

// A family reads for what may be asked: it is not to read what may not.
TEST_F(DirectoryFlowTest, WhatTheRulesAllowToNobodyIsTold) {
  const auto reply = Get();
  EXPECT_THAT(reply.refused_purposes(), ElementsAre("tenancy-allocation"));
}

TEST_F(DirectoryFlowTest, RulesAreInWordsAndOnlyWhereAskedFor) {
  EXPECT_THAT(Get().rules(), IsEmpty());
  EXPECT_THAT(Get(true).rules(), HasSubstr("not a purpose families agreed to"));
}

TEST_F(DirectoryFlowTest, APolicyThatCannotBeReadIsAnErrorAndNoEmptyList) {
  ChangeNetwork([](auto& file) { file.set_policy_text("not a policy"); });
  desk::v1::GetDirectoryRequest request;
  EXPECT_TRUE(
      absl::IsInvalidArgument(DirectoryFlow(*parts_).Get(request).status()));
}

}  // namespace
}  // namespace kith::agent
