// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agenda_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

desk::v1::CheckRequest Common() {
  desk::v1::CheckRequest request;
  request.set_purpose("team-planning");
  request.set_ground("family-agreed");
  request.set_no_personal_connection(true);
  return request;
}

std::string Fault(const std::string& csv) {
  const auto agenda = ReadAgenda(csv, Common());
  EXPECT_TRUE(absl::IsInvalidArgument(agenda.status()));
  return std::string(agenda.status().message());
}

TEST(AgendaFileTest, EachRowIsARequestOfItsOwn) {
  const auto agenda = ReadAgenda(
      "forename,surname,date_of_birth,nhs_number,family,ground,gateway,"
      "necessity,told\n"
      "Sami,Amara,2021-03-14,999 000 0018,A,,,,\n"
      "Leo,Lund,2019-01-02,,,safeguarding,act,needed,yes\n",
      Common());
  ASSERT_TRUE(agenda.ok()) << agenda.status();
  ASSERT_THAT(agenda->rows, SizeIs(2));
  EXPECT_EQ(agenda->hash.size(), 32u);
  const auto& sami = agenda->rows[0];
  EXPECT_EQ(sami.line, 2);
  EXPECT_EQ(sami.family, "A");
  EXPECT_EQ(sami.request.ground(), "family-agreed") << "the list's own";
  EXPECT_EQ(sami.request.people(0).identifiers(0).value(), "999 000 0018");
  const auto& leo = agenda->rows[1].request;
  EXPECT_EQ(leo.ground(), "safeguarding");
  EXPECT_EQ(leo.gateway(), "act");
  EXPECT_EQ(leo.necessity(), "needed");
  EXPECT_EQ(leo.told(), "yes");
  EXPECT_EQ(leo.purpose(), "team-planning");
  EXPECT_TRUE(leo.no_personal_connection());
}

TEST(AgendaFileTest, AFileThatIsNotUnderstoodNamesEveryBadLineAndNoValue) {
  EXPECT_THAT(Fault("forename,surname\nSami,Amara\n"),
              HasSubstr("no column date_of_birth"));
  EXPECT_THAT(Fault("forename,surname,date_of_birth,adress\na,b,c,d\n"),
              HasSubstr("a column is none of"));
  EXPECT_THAT(Fault("forename,surname,date_of_birth\n"),
              HasSubstr("1 to 200 rows"));
  EXPECT_THAT(Fault("forename,surname,date_of_birth\n"
                    "Sami,Amara\nLeo,Lund,2019-01-02\nMia,Okoro,2020,x\n"),
              AllOf(HasSubstr("line 2:"), HasSubstr("line 4:"),
                    Not(HasSubstr("line 3:")), Not(HasSubstr("Okoro"))));
}

TEST(AgendaFileTest, WhatTheAgentFoundIsSaidByLine) {
  const auto agenda =
      ReadAgenda("forename,surname,date_of_birth\nSami,Amara,soon\n", Common());
  ASSERT_TRUE(agenda.ok());
  desk::v1::OpenAgendaReply reply;
  EXPECT_TRUE(AgendaFaults(*agenda, reply).ok());
  auto* fault = reply.add_faults();
  fault->set_row(0);
  fault->set_words("person 1: no date");
  EXPECT_THAT(std::string(AgendaFaults(*agenda, reply).message()),
              HasSubstr("line 2: person 1: no date"));
}

}  // namespace
}  // namespace kith::deploy
