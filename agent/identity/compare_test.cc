// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/identity/normalise.h"

namespace kith::agent {
namespace {

constexpr char kNumber[] = "999 000 0018";
constexpr char kOtherNumber[] = "999 000 0026";

// Sami Amara, as the holder has him; asked about with one thing changed.
class CompareTest : public testing::Test {
 protected:
  static Comparison Ask(const PersonDetails& asked, const PersonDetails& held) {
    return Compare(*Normalise(asked, {.test_network = true}),
                   *Normalise(held, {.test_network = true}));
  }
  Comparison Ask() const { return Ask(asked_, held_); }

  void GiveBoth(absl::string_view number) {
    asked_.identifiers = {
        {"nhs-number", std::string(number.data(), number.size())}};
    held_.identifiers = asked_.identifiers;
  }

  PersonDetails held_{.forenames = "Sami",
                      .surname = "Amara",
                      .date_of_birth = "09/03/2014",
                      .sex = "M"};
  PersonDetails asked_{
      .forenames = "Sami", .surname = "Amara", .date_of_birth = "09/03/2014"};
};

TEST_F(CompareTest, FullNamesAndDateMatch) {
  EXPECT_EQ(Ask().verdict, Verdict::kMatch);
  EXPECT_DOUBLE_EQ(Ask().weight, 28.5);
  EXPECT_EQ(Ask().settle, "");
}

TEST_F(CompareTest, AnUnbornChildIsItsMothersUntilAnotherDate) {
  held_.expected_date = "2030-05-02";
  for (const char* due : {"2030-05-02", "2030-03-21", "13/06/2030"}) {
    asked_.expected_date = due;
    EXPECT_EQ(Ask().verdict, Verdict::kMatch) << due;
  }
  for (const char* due :
       {"2030-03-20", "2030-06-14", "2031-05-02", "05/2030", "unknown"}) {
    asked_.expected_date = due;
    EXPECT_EQ(Ask().verdict, Verdict::kPossible) << due;
    EXPECT_EQ(Ask().settle, "expected date") << due;
  }
}

TEST_F(CompareTest, AnEqualNumberDoesNotMakeUpForAnotherExpectedDate) {
  GiveBoth(kNumber);
  held_.expected_date = "2030-05-02";
  asked_.expected_date = "2029-05-02";
  EXPECT_EQ(Ask().verdict, Verdict::kPossible);
}

TEST_F(CompareTest, AMotherIsNeverHerUnbornChild) {
  GiveBoth(kNumber);
  held_.expected_date = "2030-05-02";
  EXPECT_EQ(Ask().verdict, Verdict::kNo);
  EXPECT_EQ(Ask(held_, asked_).verdict, Verdict::kNo);
  EXPECT_EQ(Ask().settle, "");
  EXPECT_EQ(
      Compare(*Normalise(asked_, {.test_network = true}),
              *Normalise(held_, {.test_network = true}), {.guards = false})
          .verdict,
      Verdict::kNo);
}

TEST_F(CompareTest, NicknameOrFormerNameMatches) {
  held_.forenames = "Samuel";
  asked_.forenames = "Sam";
  held_.surname = "Okoro";
  held_.previous_surnames = {"Amara"};
  EXPECT_EQ(Ask().verdict, Verdict::kMatch);
}

TEST_F(CompareTest, DayAndMonthSwappedStillMatches) {
  asked_.date_of_birth = "03/09/2014";
  EXPECT_EQ(Ask().verdict, Verdict::kMatch);
}

TEST_F(CompareTest, ATwinIsNotTheOtherTwin) {
  asked_.forenames = "Leo";
  EXPECT_NE(Ask().verdict, Verdict::kMatch);
  EXPECT_EQ(Ask().settle, "forename");
}

TEST_F(CompareTest, TwinsWithShortNamesOneLetterApartAreOnlyPossible) {
  held_.forenames = "Ava";
  asked_.forenames = "Eva";
  EXPECT_EQ(Ask().verdict, Verdict::kPossible);
}

TEST_F(CompareTest, ASiblingIsNo) {
  asked_.forenames = "Leo";
  asked_.date_of_birth = "21/11/2016";
  EXPECT_EQ(Ask().verdict, Verdict::kNo);
}

TEST_F(CompareTest, DateWrongInDayAndYearWithoutIdentifierIsNoMatch) {
  asked_.date_of_birth = "10/03/2013";
  EXPECT_NE(Ask().verdict, Verdict::kMatch);
}

TEST_F(CompareTest, DateWrongInDayAndYearWithEqualNumberAsksForTheDate) {
  GiveBoth(kNumber);
  asked_.date_of_birth = "10/03/2013";
  EXPECT_EQ(Ask().verdict, Verdict::kPossible);
  EXPECT_EQ(Ask().settle, "date of birth");
}

TEST_F(CompareTest, AnotherForenameWithEqualNumberIsPossible) {
  GiveBoth(kNumber);
  asked_.forenames = "Leo";
  EXPECT_EQ(Ask().verdict, Verdict::kPossible);
  EXPECT_EQ(Ask().settle, "forename");
}

TEST_F(CompareTest, AnEqualNumberAloneIsNo) {
  GiveBoth(kNumber);
  asked_ = {.forenames = "Leo",
            .surname = "Brightwater",
            .date_of_birth = "02/07/1971",
            .identifiers = held_.identifiers};
  EXPECT_EQ(Ask().verdict, Verdict::kNo);
}

TEST_F(CompareTest, TwoValidNumbersThatDifferNeverMatch) {
  GiveBoth(kNumber);
  asked_.identifiers = {{"nhs-number", kOtherNumber}};
  EXPECT_EQ(Ask().verdict, Verdict::kPossible);
  EXPECT_EQ(Ask().settle, "NHS number");
  asked_.identifiers.push_back({"upn", "B801200005001"});
  held_.identifiers.push_back({"upn", "B801200005001"});
  EXPECT_NE(Ask().verdict, Verdict::kMatch);
}

TEST_F(CompareTest, NamesWithoutADateAskForIt) {
  asked_.date_of_birth = "";
  EXPECT_EQ(Ask().verdict, Verdict::kPossible);
  EXPECT_EQ(Ask().settle, "date of birth");
}

TEST_F(CompareTest, ABabyWithoutForenameIsOnlyPossible) {
  held_.forenames = "Baby";
  EXPECT_EQ(Ask().verdict, Verdict::kPossible);
  EXPECT_EQ(Ask().settle, "forename");
}

TEST_F(CompareTest, AnotherSurnameAloneIsOnlyPossible) {
  asked_.surname = "Brightwater";
  EXPECT_EQ(Ask().verdict, Verdict::kPossible);
  EXPECT_EQ(Ask().settle, "surname");
}

TEST_F(CompareTest, ASharedGenericSurnameIsNoSharedName) {
  held_.surname = "Singh Gill";
  asked_.surname = "Singh Dhillon";
  EXPECT_NE(Ask().verdict, Verdict::kMatch);
}

TEST_F(CompareTest, AnotherSexWithAnotherSpellingIsOnlyPossible) {
  held_.forenames = "Daniel";
  asked_.forenames = "Daniela";
  asked_.sex = "F";
  EXPECT_EQ(Ask().verdict, Verdict::kPossible);
}

TEST_F(CompareTest, ReasonsNameTheFieldsInOrder) {
  const Comparison comparison = Ask();
  ASSERT_EQ(comparison.reasons.size(), 6u);
  EXPECT_EQ(comparison.reasons[0].field, "forename");
  EXPECT_EQ(comparison.reasons[2].level, "exact");
  EXPECT_EQ(comparison.reasons[4].level, "missing");
  EXPECT_EQ(comparison.reasons[5].field, "address");
}

TEST_F(CompareTest, TwoEmptyIdentitiesAreNo) {
  EXPECT_EQ(Ask({}, {}).verdict, Verdict::kNo);
}

TEST_F(CompareTest, ASlipOfTheHandMatchesAnotherNameDoesNot) {
  held_.forenames = "Theodora";
  for (const char* slip : {"Thoedora", "Theodoora", "Theoddora", "Theidora"}) {
    asked_.forenames = slip;
    EXPECT_EQ(Ask().verdict, Verdict::kMatch) << slip;
  }
  held_.forenames = "Martina";
  for (const char* name : {"Martine", "Martin", "Katrina"}) {
    asked_.forenames = name;
    EXPECT_EQ(Ask().verdict, Verdict::kPossible) << name;
    EXPECT_EQ(Ask().settle, "forename") << name;
  }
}

TEST_F(CompareTest, WhatOthersHereAreCalledIsNoSlip) {
  held_.forenames = "Carina";
  asked_.forenames = "Catrina";
  const auto asked = Normalise(asked_, {});
  const auto held = Normalise(held_, {});
  NameFrequencies names;
  CompareOptions options{.frequencies = &names};
  const Verdict alone = Compare(*asked, *held, options).verdict;
  names.Add(*asked);
  names.Add(*asked);
  EXPECT_EQ(Compare(*asked, *held, options).verdict, Verdict::kPossible);
  EXPECT_EQ(alone, Verdict::kMatch);
}

TEST_F(CompareTest, AnotherDateMatchesOnlyWhereTheAddressAgrees) {
  asked_.date_of_birth = "19/03/2014";
  const auto asked = Normalise(asked_, {});
  const auto held = Normalise(held_, {});
  EXPECT_EQ(Compare(*asked, *held).verdict, Verdict::kPossible);
  EXPECT_EQ(Compare(*asked, *held).settle, "date of birth");
  const CompareOptions same_home{.address = {.postcode = true, .house = true}};
  EXPECT_EQ(Compare(*asked, *held, same_home).verdict, Verdict::kMatch);
}

TEST_F(CompareTest, ANameByCustomNeedsAnAddressToo) {
  asked_.surname = held_.surname = "Kaur";
  const auto asked = Normalise(asked_, {});
  const auto held = Normalise(held_, {});
  EXPECT_EQ(Compare(*asked, *held).verdict, Verdict::kPossible);
  EXPECT_EQ(Compare(*asked, *held, {.address = {.postcode = true}}).verdict,
            Verdict::kMatch);
}

TEST_F(CompareTest, ACustomaryNameInAPartOfTheSurnameIsNoFamilysName) {
  held_.surname = "Kaur";
  asked_.surname = "Kaur Amara";
  EXPECT_EQ(Ask().reasons[1].level, "custom");
  EXPECT_EQ(Ask().verdict, Verdict::kPossible);
  held_.surname = "Osterley";
  held_.previous_surnames = {"Kaur"};
  asked_.surname = "Kaur";
  EXPECT_EQ(Ask().reasons[1].level, "custom");
  held_.surname = "Kaur Amara";
  held_.previous_surnames = {};
  asked_.surname = "Amara Kaur";
  EXPECT_EQ(Ask().verdict, Verdict::kMatch);
}

TEST_F(CompareTest, OtherFurtherNamesAreTwoChildrensNames) {
  held_.forenames = "Lily Mae";
  asked_.forenames = "Lily Rose";
  EXPECT_EQ(Ask().reasons[0].level, "middle");
  EXPECT_EQ(Ask().verdict, Verdict::kPossible);
  for (const char* one :
       {"Lily", "Lily Mae", "Lily M", "Lily Mae Rose", "Lily May"}) {
    asked_.forenames = one;
    EXPECT_EQ(Ask().verdict, Verdict::kMatch) << one;
  }
}

TEST_F(CompareTest, ANumberOneApartIsABrothersOrSisters) {
  held_.identifiers = {{"case-number", "4711"}};
  asked_.identifiers = {{"case-number", "4712"}};
  EXPECT_EQ(Ask().reasons[4].level, "edit1");
  asked_.forenames = "Dina";
  EXPECT_EQ(Ask().reasons[4].level, "different");
}

TEST_F(CompareTest, WithoutGuardsAnEqualNumberIsEnough) {
  GiveBoth(kNumber);
  asked_.forenames = "Zed";
  asked_.surname = "Quill";
  asked_.date_of_birth = "01/02/1960";
  const auto asked = Normalise(asked_, {.test_network = true});
  const auto held = Normalise(held_, {.test_network = true});
  EXPECT_EQ(Compare(*asked, *held).verdict, Verdict::kNo);
  EXPECT_EQ(Compare(*asked, *held, {.guards = false}).verdict, Verdict::kMatch);
}

}  // namespace
}  // namespace kith::agent
