// SPDX-License-Identifier: Apache-2.0
#include "agent/desk_client/answer_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::desk {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

v1::SupportAnswer Answer(const std::string& agency, bool leads = false) {
  v1::SupportAnswer answer;
  answer.set_agency(agency);
  answer.set_service("Early Help");
  answer.set_worker("Pat Example, family support worker");
  answer.set_contact("01632 960 101");
  answer.set_leads_for_family(leads);
  return answer;
}

void Involve(v1::CheckReply& reply, const v1::SupportAnswer& answer) {
  auto* subject = reply.add_subjects();
  subject->set_outcome("involved");
  *subject->add_answers() = answer;
}

v1::Person Named(const std::string& forename, const std::string& born = "") {
  v1::Person person;
  person.set_forename(forename);
  person.set_date_of_birth(born);
  return person;
}

TEST(AnswerWordsTest, WhoLeadsStandsFirstAndAServiceOfTwoPeopleOnce) {
  v1::CheckReply reply;
  Involve(reply, Answer("clinic"));
  Involve(reply, Answer("council", true));
  Involve(reply, Answer("clinic"));
  const auto shown = Merge(reply);
  ASSERT_THAT(shown, SizeIs(2));
  EXPECT_EQ(shown[0].answer.agency(), "council");
  EXPECT_THAT(shown[1].people, ElementsAre(0u, 2u));
  EXPECT_EQ(Headline(shown),
            "2 services are involved. 1 leads for the family.");
}

TEST(AnswerWordsTest, WhatIsKnownOfOnePersonOnlyIsNotLost) {
  v1::SupportAnswer known = Answer("clinic");
  known.set_since("2024-03");
  known.set_assessment("multi-agency, 2024-06");
  known.set_more(true);
  for (const bool known_first : {true, false}) {
    v1::CheckReply reply;
    Involve(reply, known_first ? known : Answer("clinic"));
    Involve(reply, known_first ? Answer("clinic") : known);
    const auto shown = Merge(reply);
    ASSERT_THAT(shown, SizeIs(1));
    EXPECT_EQ(SinceAndStatus(shown[0].answer), "since March 2024");
    EXPECT_EQ(AssessmentWords(shown[0].answer),
              "Assessment: multi-agency, June 2024. Ask Pat before starting "
              "another.");
    EXPECT_TRUE(shown[0].answer.more());
  }
}

TEST(AnswerWordsTest, WhatIsNotInvolvedIsNotMergedIn) {
  v1::CheckReply reply;
  Involve(reply, Answer("clinic"));
  reply.mutable_subjects(0)->set_outcome("call_back");
  EXPECT_THAT(Merge(reply), IsEmpty());
}

TEST(AnswerWordsTest, NobodyOrSeveralWhoLeadAreSaid) {
  EXPECT_EQ(Headline({{Answer("clinic"), {0}}}),
            "1 service is involved. None says that it leads.");
  EXPECT_THAT(Headline({{Answer("a", true), {0}}, {Answer("b", true), {0}}}),
              HasSubstr("2 say that they lead."));
}

TEST(AnswerWordsTest, PeopleStandByWhatIsSaidOfThem) {
  v1::CheckReply reply;
  reply.set_asked_at_ms(1'795'430'520'000);
  for (const char* outcome :
       {"involved", "none", "possible", "something new"}) {
    reply.add_subjects()->set_outcome(outcome);
  }
  const Groups groups = GroupPeople(
      reply,
      {Named("Sami", "2021-03-14"), Named("Leo"), Named("Dina"), Named("Max")},
      absl::UTCTimeZone());
  EXPECT_THAT(groups.involved, ElementsAre("Sami (child)"));
  EXPECT_THAT(groups.none, ElementsAre("Leo", "Max"));
  ASSERT_THAT(groups.possible, SizeIs(1));
  EXPECT_THAT(groups.possible[0],
              HasSubstr("Check the details with the family and ask again."));
  EXPECT_EQ(AboutWords(groups),
            "About: Sami (child).  For Leo, Max: nothing we can tell you.");
  EXPECT_EQ(AboutWords({}), "");
}

TEST(AnswerWordsTest, WhoStandsInIsNotCalledByAName) {
  v1::SupportAnswer duty = Answer("clinic");
  duty.set_worker("duty line (your contact is away until 4 Dec)");
  duty.set_assessment("health");
  EXPECT_EQ(SayToFamily({{duty, {0}}}),
            "One service already helps you. May I ring Early Help so that you "
            "need not explain it all again?");
  EXPECT_EQ(AssessmentWords(duty),
            "Assessment: health. Ask them before starting another.");
  EXPECT_THAT(SayToFamily({}), HasSubstr("found nobody I can be told about"));
}

TEST(AnswerWordsTest, WordsAreMadeSentencesAndMonths) {
  EXPECT_EQ(Sentence(" choose another "), "Choose another.");
  EXPECT_EQ(Sentence("choose \"worried\""), "Choose \"worried\"");
  EXPECT_EQ(Sentence(""), "");
  EXPECT_EQ(MonthInWords("2024-03"), "March 2024");
  EXPECT_EQ(MonthInWords("2024-13"), "2024-13");
  EXPECT_EQ(MonthInWords("spring"), "spring");
  EXPECT_EQ(Number(2), "Two");
  EXPECT_EQ(Number(12), "12");
  EXPECT_EQ(QuestionWords({}), "Is this family already supported?");
}

}  // namespace
}  // namespace kith::desk
