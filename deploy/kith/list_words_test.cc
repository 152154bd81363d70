// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/list_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(ListWordsTest, WhoHelpsIsSaidWithTheReferenceOfTheCheck) {
  desk::v1::CheckReply reply;
  reply.set_outcome_of_request("answered");
  reply.set_reference("K-4821-7M");
  auto* answer = reply.add_subjects()->add_answers();
  reply.mutable_subjects(0)->set_outcome("involved");
  answer->set_service("Health visiting");
  answer->set_agency_name("Northshire Trust");
  answer->set_contact("01632 960 114");
  answer->set_leads_for_family(true);
  EXPECT_THAT(OutcomeInList(reply),
              AllOf(HasSubstr("Health visiting"), HasSubstr("01632 960 114"),
                    HasSubstr("(leads)"), HasSubstr("K-4821-7M")));
}

TEST(ListWordsTest, ANegativeAndAnOutageAreNotAlike) {
  desk::v1::CheckReply reply;
  reply.set_outcome_of_request("answered");
  reply.add_subjects()->set_outcome("none");
  EXPECT_THAT(OutcomeInList(reply), HasSubstr("Nothing we can tell you"));
  reply.clear_subjects();
  reply.set_outcome_of_request("unavailable");
  EXPECT_THAT(OutcomeInList(reply), AllOf(HasSubstr("COULD NOT BE ASKED"),
                                          HasSubstr("not a \"no\"")));
  reply.set_outcome_of_request("refused");
  reply.set_rule("RQ-1");
  EXPECT_THAT(OutcomeInList(reply),
              AllOf(HasSubstr("NOT ASKED"), HasSubstr("RQ-1")));
}

}  // namespace
}  // namespace kith::deploy
