// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/check_screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_split.h"

namespace kith::deploy {
namespace {

using desk::v1::CheckReply;
using desk::v1::Person;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class CheckScreenTest : public testing::Test {
 protected:
  CheckScreenTest() {
    Add("Sami", "2021-03-14");
    Add("Dina", "02/07/1994");
    Add("Leo", "");
    reply_.set_reference("K-4821-7M");
    reply_.set_outcome_of_request("answered");
    reply_.set_asked_by("J. Brook, Hillview Primary");
    reply_.set_purpose_words("thinking about a referral");
    reply_.set_ground_words(
        "The family agreed to this check (told by you, today)");
    reply_.set_asked_at_ms(1'795'430'520'000);
    reply_.mutable_coverage()->set_able(5);
    reply_.mutable_coverage()->set_total(5);
    auto* desk = reply_.mutable_desk();
    desk->set_name("Early Help hub");
    desk->set_telephone("01632 960 100");
    desk->set_hours("Mon-Fri 8-6");
    desk->set_danger_now("ring 999, then the hub");
    reply_.mutable_proof()->set_leaf_index(412);
    for (int i = 0; i < 3; ++i) reply_.add_subjects()->set_outcome("none");
  }
  void Add(const std::string& forename, const std::string& dob) {
    Person& person = people_.emplace_back();
    person.set_forename(forename);
    person.set_surname("Amara");
    person.set_date_of_birth(dob);
  }
  void Involve(int subject) {
    reply_.mutable_subjects(subject)->set_outcome("involved");
    auto* answer = reply_.mutable_subjects(subject)->add_answers();
    answer->set_agency("clinic");
    answer->set_agency_name("Northshire Community Trust");
    answer->set_service("Health visiting");
    answer->set_worker("duty line (your contact is away until 4 Dec)");
    answer->set_contact("01632 960 114");
    answer->set_since("2024-01");
    answer->set_status("open");
    answer = reply_.mutable_subjects(subject)->add_answers();
    answer->set_agency("council");
    answer->set_agency_name("Northshire Council");
    answer->set_service("Early Help");
    answer->set_leads_for_family(true);
    answer->set_worker("Pat Example, family support worker");
    answer->set_contact("01632 960 101");
    answer->set_since("2024-03");
    answer->set_status("open");
    answer->set_assessment("multi-agency, 2024-06");
  }
  std::string Screen() {
    return CheckScreen(reply_, people_, absl::UTCTimeZone());
  }

  CheckReply reply_;
  std::vector<Person> people_;
};

TEST_F(CheckScreenTest, WhoLeadsStandsFirstAndEachServiceOnce) {
  Involve(0);
  Involve(1);
  const std::string screen = Screen();
  EXPECT_THAT(
      screen,
      HasSubstr("  YES. 2 services are involved. 1 leads for the family.\n\n"
                "  LEADS   Early Help, Northshire Council                  "
                "since March 2024, open\n"
                "          Pat Example, family support worker              "
                "01632 960 101\n"
                "          Assessment: multi-agency, June 2024. Ask Pat before "
                "starting another.\n\n"
                "  WITH    Health visiting, Northshire Community Trust   "
                "since January 2024, open\n"));
  EXPECT_THAT(screen, HasSubstr("About: Sami (child), Dina (adult).  For Leo: "
                                "nothing we can tell you."));
  EXPECT_THAT(screen, HasSubstr("\"Two services already help you. May I ring "
                                "Pat Example"));
  EXPECT_THAT(screen, HasSubstr("Reference K-4821-7M (put it in your record).  "
                                "Logged as entry 412: verified."));
}

TEST_F(CheckScreenTest, TheFirstLineIsForAChildInDangerNow) {
  EXPECT_THAT(Screen(),
              StartsWith("Is a child in danger now? Do not wait for this."));
}

TEST_F(CheckScreenTest, TheNegativeSaysWhatItRestsOn) {
  reply_.mutable_coverage()->set_able(4);
  reply_.mutable_coverage()->add_not_connected("Northshire Homes");
  EXPECT_THAT(
      Screen(),
      AllOf(HasSubstr("WE FOUND NO SUPPORT WE CAN TELL YOU ABOUT."),
            HasSubstr("Agencies connected: 4 of 5.  Not connected: Northshire "
                      "Homes."),
            HasSubstr("Unsure? Early Help hub\n  01632 960 100 (Mon-Fri 8-6)."),
            HasSubstr("A child in danger now: ring 999, then the hub."),
            Not(HasSubstr("YES"))));
}

TEST_F(CheckScreenTest, APossibleNamesWhatWouldSettleItAndNobody) {
  reply_.mutable_subjects(0)->set_outcome("possible");
  reply_.mutable_subjects(0)->set_settle("date of birth");
  EXPECT_THAT(Screen(), AllOf(HasSubstr("POSSIBLE, for Sami."),
                              HasSubstr("Check the date of\n  birth"),
                              Not(HasSubstr("NO SUPPORT"))));
}

TEST_F(CheckScreenTest, ARefusalNamesItsRuleAndTheNextStep) {
  reply_.set_outcome_of_request("refused");
  reply_.clear_subjects();
  reply_.set_rule("EH-07");
  reply_.set_words("housing allocation is not a purpose families agreed to");
  reply_.set_next_step(
      "if you are worried about a child, choose \"worried about a child\"");
  EXPECT_THAT(Screen(),
              AllOf(HasSubstr("NOT ASKED. Nothing left this building."),
                    HasSubstr("(rule EH-07)."),
                    HasSubstr("What you can do: if you are worried")));
}

TEST_F(CheckScreenTest, AnOutageNeverReadsAsNone) {
  reply_.set_outcome_of_request("unavailable");
  reply_.clear_subjects();
  reply_.set_words("the centre did not answer in 5 seconds");
  EXPECT_THAT(
      Screen(),
      AllOf(HasSubstr("COULD NOT BE ASKED. This is not a \"no\". The "
                      "centre did not answer in 5\n  seconds."),
            HasSubstr("nothing was shown"), Not(HasSubstr("NO SUPPORT"))));
}

TEST_F(CheckScreenTest, NoLineIsLongerThanTheScreen) {
  Involve(0);
  reply_.mutable_subjects(0)->mutable_answers(0)->set_agency_name(
      std::string(60, 'x'));
  for (const absl::string_view line : absl::StrSplit(Screen(), '\n')) {
    EXPECT_LE(line.size(), 80u) << line;
  }
}

TEST_F(CheckScreenTest, WordsOfTheTradeAreNotShown) {
  Involve(0);
  const std::string screen = Screen();
  for (const char* word : {"subject", "ground", "gateway", "holder", "capsule",
                           "token", "coverage", "pseudonym", "shield", "quorum",
                           "witness", "commitment", "epoch"}) {
    EXPECT_THAT(screen, Not(HasSubstr(word)));
  }
}

TEST_F(CheckScreenTest, AnUnbornChildIsNotCalledByTheMothersName) {
  people_[1].set_expected_date("2030-05-02");
  reply_.mutable_subjects(1)->set_outcome("possible");
  reply_.mutable_subjects(1)->set_settle("expected date");
  EXPECT_THAT(CheckScreen(reply_, people_, absl::UTCTimeZone()),
              AllOf(HasSubstr("POSSIBLE, for Dina's unborn child."),
                    HasSubstr("expected date")));
}

}  // namespace
}  // namespace kith::deploy
