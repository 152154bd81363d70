// SPDX-License-Identifier: Apache-2.0
// Agreements of several people, of children who grow up, and what is due.
#include "agent/flows/agreement_world.h"

namespace kith::agent {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(AgreementFlowsTest, ANarrowerAgreementOfTheSameOneTakesItsPlace) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  Record(Agreement(sami_, "mother"));
  Publish();
  EXPECT_EQ(FactsFor(sami_).consent_covers, true);
  auto narrower = Agreement(sami_, "Mother");
  narrower.set_everybody(false);
  narrower.add_categories("health");
  const auto reply = Record(narrower);
  EXPECT_THAT(reply.notes(),
              testing::ElementsAre(HasSubstr("takes the place")));
  EXPECT_EQ(FactsFor(sami_).consent_covers, false) << "a school";
  EXPECT_EQ(FactsFor(sami_, "refuge", "health").consent_covers, true);
  // The broker ended the earlier one before the reply, with its fence.
  ASSERT_THAT(broker_.withdrawals, SizeIs(1));
  EXPECT_TRUE(broker_.withdrawals[0].only_here());
}

TEST_F(AgreementFlowsTest, WhatTwoAgreedToIsNoWiderThanTheNarrowest) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  Record(Agreement(sami_, "mother"));
  auto fathers = Agreement(sami_, "father");
  fathers.set_everybody(false);
  fathers.add_categories("health");
  EXPECT_THAT(Record(fathers).notes(),
              testing::ElementsAre(HasSubstr("Somebody else has agreed")));
  EXPECT_EQ(FactsFor(sami_).consent_covers, false);
  EXPECT_EQ(FactsFor(sami_, "refuge", "health").consent_covers, true);
}

TEST_F(AgreementFlowsTest, WithTheBrokerAwayTheEarlierAgreementEndsHereAtOnce) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  Record(Agreement(sami_, "mother"));
  Publish();
  broker_.down = true;
  auto narrower = Agreement(sami_, "mother");
  narrower.set_everybody(false);
  narrower.add_categories("health");
  const auto reply = Record(narrower);
  EXPECT_TRUE(reply.pending());
  EXPECT_THAT(reply.notes(), testing::Contains(HasSubstr("not be told yet")));
  EXPECT_EQ(FactsFor(sami_).consent_covers, false);
  broker_.down = false;
  Publish();
  EXPECT_THAT(broker_.withdrawals, SizeIs(1));
}

TEST_F(AgreementFlowsTest, AParentsWordEndsWhenTheChildIsOfAge) {
  // Time stands at the beginning of 2030.
  const Row teen{.id = "5",
                 .forename = "Kit",
                 .surname = "Amara",
                 .born = "2012-04-01",
                 .agreed = ""};
  ASSERT_TRUE(Import({teen}).ok());
  const auto reply = Record(Agreement(teen, "mother"));
  EXPECT_THAT(reply.notes(), testing::ElementsAre(HasSubstr("turn 18")));
  const absl::Time of_age =
      absl::FromCivil(absl::CivilDay(2030, 4, 1), absl::UTCTimeZone());
  ASSERT_THAT(GroundsInRegister(), SizeIs(1));
  EXPECT_EQ(GroundsInRegister()[0].until, of_age);
  EXPECT_EQ(FactsFor(teen).consent_covers, true);
  EXPECT_EQ(FactsFor(teen).age_band, "young-person");
  EXPECT_THAT(WordsDue(),
              testing::ElementsAre("16 or 17, and only a parent or carer has "
                                   "agreed"));
  clock_.Advance(of_age - absl::Hours(24 * 20) - clock_.Now());
  EXPECT_THAT(WordsDue(), testing::ElementsAre(HasSubstr("18 on 2030-04-01")));
  clock_.Advance(absl::Hours(24 * 20));
  EXPECT_EQ(FactsFor(teen).consent_covers, false);
  EXPECT_THAT(WordsDue(), IsEmpty());
}

TEST_F(AgreementFlowsTest, AnExportsParentDoesNotSpeakForAnAdultEither) {
  // Agreed on 2029-12-01 by the map, until a year later.
  const Row teen{
      .id = "5", .forename = "Kit", .surname = "Amara", .born = "2011-12-15"};
  const auto report = Import({teen});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->agreement_gaps_csv(), HasSubstr("they are 18 now"));
}

TEST_F(AgreementFlowsTest, ACompetentChildWasAssessedBySomebodyOnADay) {
  ASSERT_TRUE(Import({sami_}).ok());
  auto request = Agreement(sami_, "Sami");
  request.set_capacity("competent-child");
  EXPECT_THAT(std::string(consent_.Record(kNurse, request).status().message()),
              HasSubstr("assessed_by"));
  request.set_assessed_by("A. Nurse");
  EXPECT_THAT(std::string(consent_.Record(kNurse, request).status().message()),
              HasSubstr("assessed_on"));
  request.set_assessed_on("2029-13-01");
  EXPECT_FALSE(consent_.Record(kNurse, request).ok());
  request.set_assessed_on("2029-11-20");
  Record(request);
  // Her own word does not end at 18, and takes nothing from her mother's.
  EXPECT_EQ(GroundsInRegister().size(), 2u);
}

TEST_F(AgreementFlowsTest, AYoungPersonWhoRefusesOneServiceKeepsItOut) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  Record(Agreement(sami_, "mother"));
  auto own = Agreement(sami_, "Sami");
  own.set_capacity("competent-child");
  own.set_assessed_by("A. Nurse");
  own.set_assessed_on("2029-11-20");
  own.add_excluded_agencies("school");
  Record(own);
  EXPECT_EQ(FactsFor(sami_, "school", "education").consent_covers, false);
  EXPECT_EQ(FactsFor(sami_, "homes", "housing").consent_covers, true);
}

TEST_F(AgreementFlowsTest, ANewWordOfOneDoesNotEndAnothersInTheNextExport) {
  ASSERT_TRUE(Import({sami_}).ok());  // The map's mother agreed.
  Record(Agreement(sami_, "grandmother"));
  Record(Agreement(sami_, "grandmother"));
  Row changed = sami_;
  changed.level = "intensive";
  ASSERT_TRUE(Import({changed}).ok());
  int in_force = 0;
  for (const Ground& ground : GroundsInRegister()) {
    in_force += ground.withdrawn ? 0 : 1;
    if (ground.imported) {
      EXPECT_FALSE(ground.withdrawn);
    }
  }
  EXPECT_EQ(in_force, 2);
}

TEST_F(AgreementFlowsTest, TwoRecordsOfOnePersonAreNoWiderThanTheNarrowest) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  auto narrow = Agreement(sami_, "father");
  narrow.set_everybody(false);
  narrow.add_categories("health");
  Record(narrow);
  Row again = sami_;  // Another feed brings her again, agreed to by all.
  again.id = "77";
  ASSERT_TRUE(Import({quiet, again}).ok());
  EXPECT_EQ(FactsFor(again).consent_covers, false) << "a school";
  EXPECT_EQ(FactsFor(again, "refuge", "health").consent_covers, true);
}

TEST_F(AgreementFlowsTest, ACorrectedDateOfBirthDoesNotPutOff18) {
  Row teen{.id = "5",
           .forename = "Kit",
           .surname = "Amara",
           .born = "2012-04-01",
           .agreed = ""};
  ASSERT_TRUE(Import({teen}).ok());
  Record(Agreement(teen, "mother"));
  teen.born = "2014-04-01";
  ASSERT_TRUE(Import({teen}).ok());
  EXPECT_EQ(FactsFor(teen).consent_covers, true);
  clock_.Advance(
      absl::FromCivil(absl::CivilDay(2030, 4, 1), absl::UTCTimeZone()) -
      clock_.Now());
  EXPECT_EQ(FactsFor(teen).consent_covers, false);
}

TEST_F(AgreementFlowsTest, WhatAnExportCallsTheParentDoesNotMatter) {
  EXPECT_TRUE(SpeaksForAChild("Mother"));
  EXPECT_TRUE(SpeaksForAChild(""));
  EXPECT_FALSE(SpeaksForAChild("Young-Person"));
}

TEST_F(AgreementFlowsTest, AWithdrawalReachesABrokerThatTheAgentForgot) {
  ASSERT_TRUE(Import({sami_}).ok());
  Publish();
  ASSERT_TRUE(
      publish_->SendAllAgain(std::string(16, 'i')).ok());  // Another index.
  desk::v1::WithdrawConsentRequest request;
  *request.add_people() = Described(sami_);
  ASSERT_TRUE(consent_.Withdraw(kNurse, request).ok());
  EXPECT_THAT(broker_.withdrawals, SizeIs(1));
}

TEST_F(AgreementFlowsTest, WhoSaidSoIsAlwaysWrittenDown) {
  ASSERT_TRUE(Import({sami_}).ok());
  EXPECT_THAT(
      std::string(
          consent_.Record(kNurse, Agreement(sami_, "")).status().message()),
      HasSubstr("said_by"));
}

TEST_F(AgreementFlowsTest, AnAgreementThatEndsSoonIsDue) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  auto request = Agreement(sami_, "mother");
  request.set_until_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(24 * 29)));
  Record(request);
  EXPECT_THAT(WordsDue(),
              testing::ElementsAre(HasSubstr("last day is 2030-01-29")));
}

TEST_F(AgreementFlowsTest, ACallAndNoMoreIsAFactOfItsOwn) {
  Row quiet = sami_;
  quiet.agreed = "";
  ASSERT_TRUE(Import({quiet}).ok());
  auto request = Agreement(sami_, "mother");
  request.set_call_back_only(true);
  Record(request);
  EXPECT_EQ(FactsFor(sami_).call_back_only, true);
  EXPECT_EQ(FactsFor(sami_).consent_covers, true);
}

}  // namespace
}  // namespace kith::agent
