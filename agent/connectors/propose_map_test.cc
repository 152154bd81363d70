// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/propose_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/connectors/column_map.h"

namespace kith::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class ProposeMapTest : public testing::Test {
 protected:
  void Propose(const std::string& csv) {
    table_ = *ParseCsv(csv);
    proposed_ = *ProposeMap(table_, "caseload");
  }
  config::v1::ColumnMap Parsed() const {
    const auto map = ParseColumnMap(proposed_.text);
    EXPECT_TRUE(map.ok()) << map.status() << "\n" << proposed_.text;
    return map.ok() ? *map : config::v1::ColumnMap();
  }

  CsvTable table_;
  ProposedMap proposed_;
};

TEST_F(ProposeMapTest, AHealthCaseloadIsMappedWhole) {
  Propose(
      "Client ID,First Name,Surname,D.O.B.,Post Code,NHS No,Health Visitor,"
      "Contact Number,Level,Caseload Start,Sharing Consent,Consent Date,"
      "Consent Until,Consent Form\n"
      "C1,Nell,Hartwhistle,03/10/2013,NS1 4AB,9990000018,M. Finch,01632 960 "
      "101,Targeted,01/02/2026,Y,01/02/2026,01/02/2028,form 12\n");
  EXPECT_THAT(proposed_.missing, IsEmpty());
  EXPECT_THAT(proposed_.not_used, IsEmpty());
  const auto map = Parsed();
  EXPECT_TRUE(CheckAgainstHeader(map, table_.header).ok());
  EXPECT_EQ(map.person_id().column(), "Client ID");
  EXPECT_EQ(map.forenames().column(), "First Name");
  EXPECT_EQ(map.date_of_birth().column(), "D.O.B.");
  ASSERT_EQ(map.identifier_size(), 1);
  EXPECT_EQ(map.identifier(0).scheme(), "nhs-number");
  EXPECT_EQ(map.involvement().worker().column(), "Health Visitor");
  ASSERT_EQ(map.involvement().level().word_size(), 1);
  EXPECT_EQ(map.involvement().level().word(0).to(), "additional");
  ASSERT_EQ(map.ground().agreed().word_size(), 1);
  EXPECT_EQ(map.ground().agreed().word(0).to(), "yes");
  EXPECT_EQ(map.ground().evidence().column(), "Consent Form");
}

TEST_F(ProposeMapTest, WhatTheHeaderDoesNotSayTheValuesMay) {
  Propose(
      "Record,Surname,Column A,Column B,Column C\n"
      "1,Ash,14/02/2015,NS2 5CD,9990000018\n"
      "2,Birch,01/11/2016,NS3 6EF,9990000026\n");
  const auto map = Parsed();
  EXPECT_EQ(map.date_of_birth().column(), "Column A");
  EXPECT_EQ(map.postcode().column(), "Column B");
  ASSERT_EQ(map.identifier_size(), 1);
  EXPECT_EQ(map.identifier(0).value().column(), "Column C");
}

TEST_F(ProposeMapTest, WhatIsMissingIsSaidAndNotMadeUp) {
  Propose("Colour,Surname\nred,Ash\n");
  EXPECT_THAT(proposed_.missing, ElementsAre("person_id", "date_of_birth"));
  EXPECT_THAT(proposed_.not_used, ElementsAre("Colour"));
  EXPECT_THAT(proposed_.text, HasSubstr("# person_id { column: \"\" }"));
  EXPECT_THAT(proposed_.text, HasSubstr("# Not used: Colour"));
  // As it stands it is no map: nothing goes in by mistake.
  EXPECT_FALSE(ParseColumnMap(proposed_.text).ok());
}

// An unknown word refuses its rows until somebody says what it means.
TEST_F(ProposeMapTest, AWordThatIsNotPlainIsLeftToSomebody) {
  Propose(
      "Record,Surname,DOB,Worker,Tier,Consent\n"
      "1,Ash,14/02/2015,M. Finch,Tier 3,Maybe\n");
  EXPECT_THAT(proposed_.text,
              HasSubstr("# word { from: \"Tier 3\" to: \"\" }"));
  EXPECT_THAT(proposed_.text, HasSubstr("# word { from: \"Maybe\" to: \"\" }"));
  EXPECT_EQ(Parsed().ground().agreed().word_size(), 0);
}

TEST_F(ProposeMapTest, ARollWithoutSupportFillsTheRegisterOnly) {
  Propose("Pupil ID,Forename,Surname,DOB\n1,Nell,Ash,14/02/2015\n");
  EXPECT_FALSE(Parsed().has_involvement());
  EXPECT_FALSE(Parsed().has_ground());
  EXPECT_THAT(proposed_.text, HasSubstr("nothing is published"));
}

// Words of a column that is no code are people's: they are not written out.
TEST_F(ProposeMapTest, AColumnOfManyWordsIsNotListed) {
  std::string csv = "Record,Surname,DOB,Worker,Level\n";
  for (int i = 0; i < 20; ++i) {
    csv += std::to_string(i) + ",Ash,14/02/2015,M. Finch,secret" +
           std::to_string(i) + "\n";
  }
  Propose(csv);
  EXPECT_THAT(proposed_.text, Not(HasSubstr("secret")));
}

TEST_F(ProposeMapTest, ALineEndInAHeaderStaysInItsComment) {
  Propose(
      "Record,Surname,DOB,\"Colour\nsource: \"\"other\"\"\"\n"
      "1,Ash,14/02/2015,red\n");
  EXPECT_EQ(Parsed().source(), "caseload");
  EXPECT_THAT(proposed_.text, HasSubstr("# Not used: Colour\\n"));
}

// A map is no place for a person, nor is what is said of the file.
TEST_F(ProposeMapTest, AFileWithoutAHeaderIsRefusedWithoutItsCells) {
  for (const char* first :
       {"C1,Nell,Hartwhistle,03/10/2013", "C1,Nell,Hartwhistle,9990000018",
        "C1,Nell,Hartwhistle,NS1 4AB", "C1,Nell,Hartwhistle,3 Oct 2013",
        "C1,Nell,Hartwhistle,H801200001001",
        "C1,Nell,Hartwhistle,01632 960 101",
        "C1,Nell,Hartwhistle,n@ash.test"}) {
    const auto proposed = ProposeMap(*ParseCsv(first), "caseload");
    ASSERT_FALSE(proposed.ok()) << first;
    const std::string said(proposed.status().message());
    EXPECT_THAT(said, HasSubstr("no header line")) << first;
    EXPECT_THAT(said, HasSubstr("column 4")) << first;
    EXPECT_THAT(said, Not(HasSubstr("Hartwhistle"))) << first;
  }
}

TEST_F(ProposeMapTest, AHeaderMayHaveDigits) {
  Propose("Record,Surname,DOB,Address 1,Attendance 2025-26,Tier 1 EH\n");
  EXPECT_THAT(proposed_.missing, IsEmpty());
}

}  // namespace
}  // namespace kith::agent
