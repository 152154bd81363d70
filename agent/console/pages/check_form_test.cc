// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/check_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace kith::console {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class CheckFormTest : public testing::Test {
 protected:
  CheckFormTest() {
    auto* nhs = directory_.add_identifier_schemes();
    nhs->set_id("nhs-number");
    nhs->set_label("NHS number");
    auto* purpose = directory_.add_purposes();
    purpose->set_id("joining");
    purpose->set_label("becoming involved");
    auto* gateway = directory_.add_gateways();
    gateway->set_id("act-s10");
    gateway->set_label("Children Act 2004 section 10");
  }
  static Form Typed(const std::string& encoded) {
    const auto form = Form::Parse(encoded);
    EXPECT_TRUE(form.ok()) << form.status();
    return form.value_or(Form());
  }
  std::vector<desk::v1::Person> Read(const std::string& encoded) {
    faults_ = Faults();
    return ReadPeople(TypedPeople(Typed(encoded), directory_), directory_,
                      today_, faults_);
  }
  desk::v1::CheckRequest Ground(const std::string& encoded) {
    faults_ = Faults();
    desk::v1::CheckRequest request;
    ReadGround(Typed(encoded), request, faults_);
    return request;
  }

  const absl::CivilDay today_ = absl::CivilDay(2026, 11, 28);
  desk::v1::GetDirectoryReply directory_;
  Faults faults_;
};

constexpr char kSami[] =
    "person-1-forename=Sami&person-1-surname=Amara&person-1-born=17+6+2015";

TEST_F(CheckFormTest, PeopleAreReadAsTheyWereTyped) {
  const auto people = Read(
      absl::StrCat(kSami, "&person-1-postcode=NE1+4XX&person-1-previous=Haddad",
                   "&person-2-forename=+Dina+&person-2-surname=Amara",
                   "&person-2-born=23/11/1990"));
  EXPECT_TRUE(faults_.empty());
  ASSERT_THAT(people, SizeIs(2));
  EXPECT_EQ(people[0].forename(), "Sami");
  EXPECT_EQ(people[0].date_of_birth(), "2015-06-17");
  EXPECT_EQ(people[0].postcode(), "NE1 4XX");
  EXPECT_EQ(people[0].previous_surnames(0), "Haddad");
  EXPECT_THAT(people[0].identifiers(), IsEmpty());
  EXPECT_EQ(people[1].forename(), "Dina");
  EXPECT_EQ(people[1].date_of_birth(), "1990-11-23");
}

TEST_F(CheckFormTest, WhatIsMissingIsSaidAtItsField) {
  Read("person-1-forename=&person-1-surname=&person-1-born=");
  EXPECT_EQ(faults_.Of("person-1-forename"), "Enter a first name");
  EXPECT_EQ(faults_.Of("person-1-surname"), "Enter a family name");
  EXPECT_EQ(faults_.Of("person-1-born"), "Enter a date of birth");
  Read(absl::StrCat(kSami,
                    "&person-2-forename=Dina&person-2-surname=Amara"
                    "&person-2-born=32+1+1990"));
  EXPECT_EQ(faults_.Of("person-1-born"), "");
  EXPECT_NE(faults_.Of("person-2-born"), "");
  EXPECT_EQ(faults_.Of("person-2-forename"), "");
}

TEST_F(CheckFormTest, NobodyAtAllIsOnePersonWhoIsMissing) {
  const auto people = Read("");
  EXPECT_THAT(people, SizeIs(1));
  EXPECT_NE(faults_.Of("person-1-forename"), "");
}

TEST_F(CheckFormTest, ARowThatWasAddedAndLeftEmptyIsNobody) {
  const auto people = Read(absl::StrCat(
      kSami, "&person-2-forename=&person-2-surname=&person-2-born=",
      "&person-3-forename=Dina&person-3-surname=Amara"
      "&person-3-born=23+11+1990"));
  EXPECT_TRUE(faults_.empty());
  ASSERT_THAT(people, SizeIs(2));
  EXPECT_EQ(people[1].forename(), "Dina");
}

TEST_F(CheckFormTest, AFaultOfALaterRowStandsAtThatRow) {
  Read(absl::StrCat(kSami, "&person-2-forename=&person-3-forename=Dina"));
  EXPECT_EQ(faults_.Of("person-2-surname"), "");
  EXPECT_EQ(faults_.Of("person-3-surname"), "Enter a family name");
}

TEST_F(CheckFormTest, AnIdentifierIsReadWithoutItsBlanksAndSufficesAlone) {
  const auto people =
      Read("person-1-forename=&person-1-nhs-number=999+000-0018");
  EXPECT_TRUE(faults_.empty());
  ASSERT_THAT(people, SizeIs(1));
  ASSERT_THAT(people[0].identifiers(), SizeIs(1));
  EXPECT_EQ(people[0].identifiers(0).scheme(), "nhs-number");
  EXPECT_EQ(people[0].identifiers(0).value(), "9990000018");
}

TEST_F(CheckFormTest, AnUnbornChildNeedsADayOrTheWordUnknown) {
  const std::string dina =
      "person-1-forename=Dina&person-1-surname=Amara&person-1-expected=";
  EXPECT_EQ(Read(dina + "1+2+2027")[0].expected_date(), "2027-02-01");
  EXPECT_TRUE(faults_.empty());
  EXPECT_EQ(Read(dina + "Unknown")[0].expected_date(), "unknown");
  EXPECT_TRUE(faults_.empty());
  for (const char* far : {"1+2+2029", "1+2+2026", "1+10+2027"}) {
    Read(dina + far);
    EXPECT_THAT(faults_.Of("person-1-expected"), HasSubstr("check the date"))
        << far;
  }
  Read(dina + "in+spring");
  EXPECT_NE(faults_.Of("person-1-expected"), "");
}

TEST_F(CheckFormTest, NoMoreThanEightAndNoCellWithoutBound) {
  std::string form;
  for (int i = 1; i <= 12; ++i) {
    absl::StrAppend(&form, "&person-", i, "-forename=", std::string(900, 'a'));
  }
  const auto people = TypedPeople(Typed(form.substr(1)), directory_);
  ASSERT_THAT(people, SizeIs(kMostPeople));
  EXPECT_THAT(people[0].forename, SizeIs(100));
}

TEST_F(CheckFormTest, WhoWasAskedAboutIsTypedAgainAsItWas) {
  const std::string all =
      absl::StrCat(kSami, "&person-1-nhs-number=9990000018");
  const auto people = Read(all);
  const auto again = TypedAgain(people, directory_);
  Faults none;
  const auto read = ReadPeople(again, directory_, today_, none);
  EXPECT_TRUE(none.empty());
  ASSERT_THAT(read, SizeIs(1));
  EXPECT_EQ(read[0].SerializeAsString(), people[0].SerializeAsString());
  EXPECT_THAT(TypedAgain({}, directory_), SizeIs(1));
}

TEST_F(CheckFormTest, WhyOnWhatGroundAndNobodyTheyKnow) {
  const auto request =
      Ground("purpose=joining&ground=family-agreed&no_connection=yes");
  EXPECT_TRUE(faults_.empty());
  EXPECT_EQ(request.purpose(), "joining");
  EXPECT_EQ(request.ground(), "family-agreed");
  EXPECT_TRUE(request.no_personal_connection());
  Ground("");
  EXPECT_EQ(faults_.Of("purpose"), "Choose why you are asking");
  EXPECT_EQ(faults_.Of("ground"), "Choose whether the family agreed");
  EXPECT_THAT(faults_.Of("no_connection"), HasSubstr("ask a colleague"));
  EXPECT_EQ(faults_.Of("gateway"), "");
}

TEST_F(CheckFormTest, OnlyAQuestionWithoutAgreementNeedsThreeMore) {
  const std::string worried =
      "purpose=joining&ground=safeguarding&no_connection=yes";
  Ground(worried);
  for (const char* field : {"gateway", "necessity", "told"}) {
    EXPECT_NE(faults_.Of(field), "") << field;
  }
  const std::string three =
      "&gateway=act-s10&necessity=harm-suspected&told=no-unsafe";
  const auto request = Ground(worried + three);
  EXPECT_TRUE(faults_.empty());
  EXPECT_EQ(request.gateway(), "act-s10");
  EXPECT_EQ(request.necessity(), "harm-suspected");
  EXPECT_EQ(request.told(), "no-unsafe");
  const auto agreed =
      Ground("purpose=joining&ground=family-agreed&no_connection=yes" + three);
  EXPECT_EQ(agreed.gateway(), "") << "left over from another choice";
}

TEST_F(CheckFormTest, WhatNobodyMayAskForIsNotOfferedToAFamily) {
  auto* debt = directory_.add_purposes();
  debt->set_id("enforcement");
  directory_.add_refused_purposes("enforcement");
  const auto allowed = PurposesAllowed(directory_);
  ASSERT_THAT(allowed, SizeIs(1));
  EXPECT_EQ(allowed[0].value, "joining");
  EXPECT_EQ(allowed[0].text, "becoming involved");
}

TEST_F(CheckFormTest, TheThreeFieldsAppearOnceTheyAreNeeded) {
  EXPECT_THAT(GroundFields(Typed("ground=family-agreed"), directory_, {}),
              SizeIs(3));
  EXPECT_THAT(GroundFields(Typed("ground=safeguarding"), directory_, {}),
              SizeIs(6));
}

// The agent takes UTF-8 only: half a letter would make it refuse the question.
TEST_F(CheckFormTest, ALongNameIsCutBetweenLetters) {
  for (const char* letter : {"\u00eb", "\u20ac", "\U0001f600"}) {
    for (int begin = 0; begin < 4; ++begin) {
      std::string name(static_cast<std::size_t>(begin), 'x');
      while (name.size() < 150) name += letter;
      const auto form = Form::Parse(
          absl::StrCat("person-1-forename=", EncodeQueryValue(name)));
      ASSERT_TRUE(form.ok());
      const auto typed = TypedPeople(*form, {});
      ASSERT_EQ(typed.size(), 1u);
      EXPECT_LE(typed[0].forename.size(), 100u);
      EXPECT_GT(typed[0].forename.size(), 96u);
      EXPECT_TRUE(
          Form::Parse(absl::StrCat("a=", EncodeQueryValue(typed[0].forename)))
              .ok())
          << letter << " " << begin;
    }
  }
}

TEST_F(CheckFormTest, NineAndMorePeopleAreNotRead) {
  std::string fields;
  for (int i = 1; i <= 30; ++i) {
    absl::StrAppend(&fields, "person-", i, "-forename=Zo&");
  }
  EXPECT_EQ(TypedPeople(*Form::Parse(fields), {}).size(), kMostPeople);
}

}  // namespace
}  // namespace kith::console
