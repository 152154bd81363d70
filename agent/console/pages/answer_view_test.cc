// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/answer_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::console {
namespace {

using desk::v1::CheckReply;
using testing::HasSubstr;
using testing::Not;

class AnswerViewTest : public testing::Test {
 protected:
  AnswerViewTest() {
    reply_.set_reference("K-4821-7M");
    reply_.set_outcome_of_request("answered");
    reply_.set_asked_by("J. Brook, Hillview Primary");
    reply_.set_purpose_words("thinking about a referral");
    reply_.set_asked_at_ms(1'795'000'000'000);
    reply_.set_area("Northshire");
    reply_.mutable_coverage()->set_able(4);
    reply_.mutable_coverage()->set_total(5);
    reply_.mutable_coverage()->add_not_connected("Northshire Homes");
    reply_.mutable_desk()->set_name("Early Help hub");
    reply_.mutable_desk()->set_telephone("01632 960 100");
    reply_.mutable_desk()->set_hours("Mon-Fri 8-6");
    reply_.mutable_proof()->set_leaf_index(412);
    for (const char* forename : {"Sami", "Leo"}) {
      auto& person = people_.emplace_back();
      person.set_forename(forename);
      person.set_surname("Amara");
      person.set_date_of_birth("2015-06-17");
    }
  }
  desk::v1::SupportAnswer& Involved() {
    auto* subject = reply_.add_subjects();
    subject->set_outcome("involved");
    auto* answer = subject->add_answers();
    answer->set_agency("early-help");
    answer->set_agency_name("Northshire Council");
    answer->set_service("Early Help");
    answer->set_worker("Pat Example, family support worker");
    answer->set_contact("01632 960 101");
    answer->set_since("2024-03");
    answer->set_status("open");
    answer->set_assessment("multi-agency, 2024-06");
    answer->set_leads_for_family(true);
    return *answer;
  }
  void Outcome(const char* outcome) {
    reply_.add_subjects()->set_outcome(outcome);
  }
  std::string Page() {
    View view = AnswerView(reply_, people_, absl::UTCTimeZone());
    view.set("id", View("0123456789abcdef"));
    AddNextSteps(view, "");
    return RenderTemplate("answer", view);
  }

  CheckReply reply_;
  std::vector<desk::v1::Person> people_;
};

TEST_F(AnswerViewTest, WhoLeadsHowToReachThemAndWhatToSay) {
  Involved();
  Outcome("none");
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("Is the Amara family already supported?"));
  EXPECT_THAT(page,
              HasSubstr("Yes. 1 service is involved. 1 leads for the family."));
  EXPECT_THAT(page, HasSubstr("Early Help, Northshire Council"));
  EXPECT_THAT(page, HasSubstr("since March 2024, open"));
  EXPECT_THAT(page, HasSubstr("href=\"tel:01632960101\""));
  EXPECT_THAT(page, HasSubstr("Ask Pat before starting another."));
  EXPECT_THAT(page, HasSubstr("May I ring Pat Example"));
  EXPECT_THAT(page, HasSubstr("About: Sami (child)."));
  EXPECT_THAT(page, HasSubstr("For Leo: nothing we can tell you."));
  EXPECT_THAT(page, HasSubstr("This was not everything: 4 of 5"));
  EXPECT_THAT(page, HasSubstr("Not connected: Northshire Homes."));
  EXPECT_THAT(page, HasSubstr("K-4821-7M"));
  EXPECT_THAT(page, HasSubstr("Logged as entry 412: verified."));
  EXPECT_THAT(page, Not(HasSubstr("We found no support")));
  EXPECT_EQ(AnswerInALine(reply_),
            "Yes. 1 service is involved. 1 leads for the family.");
}

TEST_F(AnswerViewTest, OneServiceOfTwoPeopleStandsOnce) {
  Involved();
  Involved();
  const std::string page = Page();
  EXPECT_EQ(page.find("Pat Example, family support worker"),
            page.rfind("Pat Example, family support worker"));
  EXPECT_THAT(page, HasSubstr("About: Sami (child), Leo (child)."));
}

TEST_F(AnswerViewTest, APossibleNamesNobodyAndWhatWouldSettleIt) {
  Outcome("possible");
  reply_.mutable_subjects(0)->set_settle("date of birth");
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("Possibly."));
  EXPECT_THAT(page, HasSubstr("Check the date of birth with the family"));
  EXPECT_THAT(page, Not(HasSubstr("Yes.")));
  EXPECT_THAT(page, Not(HasSubstr("We found no support")));
  EXPECT_THAT(page, Not(HasSubstr("Say to the family")));
  EXPECT_EQ(AnswerInALine(reply_), "Possibly: read the answer");
}

TEST_F(AnswerViewTest, ACallBackSaysWhomToRingAndNoMore) {
  Outcome("call_back");
  auto* answer = reply_.mutable_subjects(0)->add_answers();
  answer->set_agency_name("Harbour Charity");
  answer->set_contact("01632 960 140");
  answer->set_service("Refuge");
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("Please ring,"));
  EXPECT_THAT(page, HasSubstr("Harbour Charity"));
  EXPECT_THAT(page, HasSubstr("They would like to talk with you."));
  EXPECT_THAT(page, Not(HasSubstr("Refuge")));
  EXPECT_EQ(AnswerInALine(reply_), "Possibly: read the answer");
}

TEST_F(AnswerViewTest, TheNegativeSaysWhatItRestsOnAndIsNoPromise) {
  Outcome("none");
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr(desk::kNothingFound));
  EXPECT_THAT(page, HasSubstr(desk::kNotNobody));
  EXPECT_THAT(page, HasSubstr("4 of 5 agencies connected."));
  EXPECT_THAT(page, HasSubstr("Asked in Northshire only."));
  EXPECT_THAT(page, HasSubstr("Early Help hub"));
  EXPECT_THAT(page, HasSubstr("K-4821-7M"));
  EXPECT_THAT(page, Not(HasSubstr("Yes.")));
  EXPECT_EQ(AnswerInALine(reply_), desk::kNothingFound);
}

TEST_F(AnswerViewTest, ARefusalNamesItsRuleAndIsNoAnswer) {
  reply_.set_outcome_of_request("refused");
  reply_.clear_coverage();
  reply_.set_rule("EH-07");
  reply_.set_words("housing allocation is not a purpose families agreed to");
  reply_.set_next_step("choose another purpose");
  const std::string page = Page();
  EXPECT_THAT(page, HasSubstr("Not asked. Nothing left this building."));
  EXPECT_THAT(page, HasSubstr("(rule EH-07)"));
  EXPECT_THAT(page, HasSubstr("Choose another purpose."));
  EXPECT_THAT(page, Not(HasSubstr("We found no support")));
  EXPECT_THAT(page, Not(HasSubstr("agencies connected")));
  EXPECT_THAT(page, Not(HasSubstr("What did you do next?")));
  EXPECT_EQ(AnswerInALine(reply_), "Not asked");
}

TEST_F(AnswerViewTest, AnOutageNeverReadsAsNone) {
  // As a reply of an agent that says something this console does not know.
  for (const char* outcome : {"unavailable", "", "something new"}) {
    reply_.set_outcome_of_request(outcome);
    reply_.set_words("the centre did not answer in 5 seconds");
    const std::string page = Page();
    EXPECT_THAT(page, HasSubstr("Could not be asked. This is not a"));
    EXPECT_THAT(page, HasSubstr("nothing was shown"));
    EXPECT_THAT(page, Not(HasSubstr("We found no support")));
    EXPECT_THAT(page, Not(HasSubstr("verified")));
    EXPECT_THAT(AnswerInALine(reply_), HasSubstr("Could not be asked"));
  }
}

TEST_F(AnswerViewTest, WhatAnotherAgencyWroteIsTextAndNoMarkup) {
  auto& answer = Involved();
  const std::string script = "<script>alert(1)</script>";
  answer.set_service(script);
  answer.set_worker(script);
  answer.set_contact("\" onmouseover=\"x");
  answer.set_status(script);
  answer.set_agency_name(script);
  people_[0].set_surname(script);
  const std::string page = Page();
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("\" onmouseover")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
}

TEST_F(AnswerViewTest, OnlyANumberIsALinkToRing) {
  auto& answer = Involved();
  answer.set_contact("duty@clinic.example");
  EXPECT_THAT(Page(), Not(HasSubstr("tel:")));
  answer.set_contact("+44 (0)1632 960-101");
  EXPECT_THAT(Page(), HasSubstr("href=\"tel:"));
}

TEST_F(AnswerViewTest, AnAnswerThatWasTakenBackStandsFirst) {
  Outcome("none");
  reply_.add_recalled("K-1234-5A");
  const std::string page = Page();
  EXPECT_LT(page.find("was taken back"), page.find(desk::kNothingFound));
}

TEST_F(AnswerViewTest, WhatWasDoneNextIsSaidAgain) {
  View view;
  AddNextSteps(view, "rang");
  ASSERT_NE(view.get("did"), nullptr);
  EXPECT_EQ(view.get("did")->string_value(), "Rang");
  View other;
  AddNextSteps(other, "something else");
  EXPECT_EQ(other.get("did"), nullptr);
}

}  // namespace
}  // namespace kith::console
