// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/people.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::HasSubstr;

TEST(PeopleTest, APersonIsReadFromOneLine) {
  const auto person = ParsePerson(
      "forename=Sami, surname=O'Amara,dob=14/03/2021,nhs-number=999 000 "
      "0018,previous-surname=Roe,previous-surname=Doe,id.febrl=12");
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_EQ(person->forename(), "Sami");
  EXPECT_EQ(person->surname(), "O'Amara");
  EXPECT_EQ(person->date_of_birth(), "14/03/2021");
  EXPECT_EQ(person->previous_surnames_size(), 2);
  ASSERT_EQ(person->identifiers_size(), 2);
  EXPECT_EQ(person->identifiers(0).value(), "999 000 0018");
  EXPECT_EQ(person->identifiers(1).scheme(), "febrl");
}

TEST(PeopleTest, ATypingErrorInAKeyIsNotAnIdentifier) {
  EXPECT_THAT(std::string(ParsePerson("fornam=Sami").status().message()),
              HasSubstr("`fornam` is not known"));
  EXPECT_FALSE(ParsePerson("Sami Amara").ok());
}

TEST(PeopleTest, AnUnbornChildIsNamedByMotherAndExpectedDate) {
  const auto child = ParsePerson(
      "forename=Dina,surname=Amara,dob=1990-11-23,expected-date=2030-05-02");
  ASSERT_TRUE(child.ok()) << child.status();
  EXPECT_EQ(child->expected_date(), "2030-05-02");
  const auto people =
      ParsePeopleJson(R"([{"forename":"Dina","expected_date":"unknown"}])");
  ASSERT_TRUE(people.ok()) << people.status();
  EXPECT_EQ((*people)[0].expected_date(), "unknown");
}

TEST(PeopleTest, AnEmptyExpectedDateIsNotAQuestionAboutTheMother) {
  EXPECT_THAT(
      std::string(
          ParsePerson("forename=Dina,expected-date= ").status().message()),
      HasSubstr("expected-date is empty"));
  EXPECT_FALSE(
      ParsePeopleJson(R"([{"forename":"Dina","expected_date":""}])").ok());
}

TEST(PeopleTest, EachPreviousHouseIsOfThePostcodeInFrontOfIt) {
  const auto person = ParsePerson(
      "forename=Sami,postcode=NX1 1AA,house=3,previous-postcode=NX2 2BB,"
      "previous-postcode=NX3 3DD,previous-house=7 High Road");
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_EQ(person->postcode(), "NX1 1AA");
  EXPECT_EQ(person->house(), "3");
  ASSERT_EQ(person->previous_addresses_size(), 2);
  EXPECT_EQ(person->previous_addresses(0).postcode(), "NX2 2BB");
  EXPECT_EQ(person->previous_addresses(0).house(), "");
  EXPECT_EQ(person->previous_addresses(1).postcode(), "NX3 3DD");
  EXPECT_EQ(person->previous_addresses(1).house(), "7 High Road");
}

TEST(PeopleTest, APreviousHouseWithoutItsPostcodeIsRefused) {
  for (const char* text :
       {"previous-house=7,previous-postcode=NX2 2BB",
        "previous-postcode=NX2 2BB,previous-house=7,previous-house=8"}) {
    EXPECT_THAT(std::string(ParsePerson(text).status().message()),
                HasSubstr("behind its previous-postcode"));
  }
}

TEST(PeopleTest, PreviousAddressesAreReadFromJson) {
  const auto people = ParsePeopleJson(
      R"([{"previous_addresses":[{"postcode":"NX2 2BB","house":"7"}]}])");
  ASSERT_TRUE(people.ok()) << people.status();
  EXPECT_EQ((*people)[0].previous_addresses(0).postcode(), "NX2 2BB");
  EXPECT_EQ((*people)[0].previous_addresses(0).house(), "7");
  EXPECT_FALSE(
      ParsePeopleJson(R"([{"previous_addresses":[{"town":"X"}]}])").ok());
  EXPECT_FALSE(ParsePeopleJson(R"([{"previous_addresses":["X"]}])").ok());
}

TEST(PeopleTest, PeopleAreReadFromJson) {
  const auto people = ParsePeopleJson(
      R"([{"forename":"Sami","surname":"Amara","date_of_birth":"2021-03-14",
           "previous_surnames":["Roe"],"identifiers":{"nhs-number":"9990000018"}},
          {"forename":"Dina"}])");
  ASSERT_TRUE(people.ok()) << people.status();
  ASSERT_EQ(people->size(), 2u);
  EXPECT_EQ((*people)[0].identifiers(0).scheme(), "nhs-number");
  EXPECT_FALSE(ParsePeopleJson("{}").ok());
  EXPECT_FALSE(ParsePeopleJson(R"([{"forename":3}])").ok());
}

TEST(PeopleTest, NobodyAndNinePeopleAreRefused) {
  EXPECT_FALSE(GatherPeople({}, "").ok());
  EXPECT_FALSE(
      GatherPeople(std::vector<std::string>(9, "forename=A"), "").ok());
  EXPECT_TRUE(GatherPeople(std::vector<std::string>(8, "forename=A"), "").ok());
}

}  // namespace
}  // namespace kith::deploy
