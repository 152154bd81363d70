// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/mistakes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "deploy/bench/families/nhs_numbers.h"
#include "deploy/bench/families/typing_slips.h"

namespace kith::deploy {
namespace {

using testing::AnyOf;
using testing::StartsWith;

FamilyMember Quilla() {
  FamilyMember member;
  member.number = 7;
  member.female = true;
  member.child = true;
  member.name = {"Elizabeth", "Tamsin", "Brown"};
  member.other_surname = "Ossery";
  member.born = absl::CivilDay(2016, 3, 9);
  member.home = {3, "QA1 1AA", "12 Mill Lane"};
  member.next_home = {9, "QA1 2BB", "5 Dock Lane"};
  return member;
}

class MistakesTest : public testing::Test {
 protected:
  WrittenRow Made(Mistake mistake) {
    WrittenRow row = before_;
    EXPECT_TRUE(Make(mistake, member_, row, dice_)) << NameOf(mistake);
    return row;
  }

  Dice dice_{5};
  FamilyMember member_ = Quilla();
  WrittenRow before_ = WriteDown(member_, dice_);
};

TEST_F(MistakesTest, OfTheDate) {
  EXPECT_EQ(Made(Mistake::kNewYear).born, absl::CivilDay(2016, 1, 1));
  EXPECT_EQ(Made(Mistake::kDayMonthSwap).born, absl::CivilDay(2016, 9, 3));
  EXPECT_EQ(Made(Mistake::kDobMissing).born, std::nullopt);
  const auto slipped = Made(Mistake::kDobDigit).born;
  ASSERT_TRUE(slipped.has_value());
  EXPECT_NE(slipped, member_.born);
}

TEST_F(MistakesTest, OfTheForename) {
  EXPECT_EQ(Made(Mistake::kInitialOnly).forename, "E");
  EXPECT_EQ(Made(Mistake::kMiddleNameUsed).forename, "Tamsin");
  EXPECT_THAT(Made(Mistake::kNickname).forename,
              AnyOf("Liz", "Lizzie", "Beth", "Libby", "Betty", "Eliza"));
  EXPECT_NE(Made(Mistake::kForenameTypo).forename, "Elizabeth");
  member_.born = FamiliesToday() - 3;
  EXPECT_THAT(Made(Mistake::kBabyName).forename,
              AnyOf(StartsWith("Baby"), "Infant", "Unnamed"));
}

TEST_F(MistakesTest, OfTheSurname) {
  EXPECT_THAT(Made(Mistake::kDoubleBarrel).surname,
              AnyOf("Brown-Ossery", "Ossery Brown"));
  EXPECT_EQ(Made(Mistake::kSurnameChanged).surname, "Ossery");
  EXPECT_NE(Made(Mistake::kSurnameTypo).surname, "Brown");
  before_.surname = "Brown-Ossery";
  EXPECT_THAT(Made(Mistake::kDoubleBarrel).surname, AnyOf("Brown", "Ossery"));
}

TEST_F(MistakesTest, OfBothNames) {
  EXPECT_EQ(Made(Mistake::kNameOrder).forename, "Brown");
  EXPECT_EQ(Made(Mistake::kNameOrder).surname, "Elizabeth");
  before_.forename = "Catherine";
  EXPECT_THAT(Made(Mistake::kSpellingVariant).forename,
              AnyOf("Katherine", "Kathryn", "Cathryn"));
}

TEST_F(MistakesTest, OfAddressAndSex) {
  EXPECT_EQ(Made(Mistake::kMoved).postcode, "QA1 2BB");
  EXPECT_EQ(Made(Mistake::kMoved).line, "5 Dock Lane");
  EXPECT_EQ(Made(Mistake::kPostcodeMissing).postcode, "");
  EXPECT_EQ(Made(Mistake::kPostcodeTypo).postcode.size(), 7u);
  EXPECT_NE(Made(Mistake::kPostcodeTypo).postcode, "QA1 1AA");
  EXPECT_FALSE(Made(Mistake::kSexWrong).female);
}

TEST_F(MistakesTest, OfTraditions) {
  const auto written = [&](Tradition tradition, const std::string& surname) {
    member_.tradition = tradition;
    member_.name.surname = before_.surname = surname;
    return Made(Mistake::kTradition);
  };
  EXPECT_EQ(written(Tradition::kPolish, "Kowalska").surname, "Kowalski");
  EXPECT_EQ(written(Tradition::kSikh, "Kaur").surname, "Ossery");
  EXPECT_EQ(written(Tradition::kSikh, "Kaur").forename, "Elizabeth Kaur");
  EXPECT_EQ(written(Tradition::kUkrainian, "Shevchenko").surname, "шевченко");
  EXPECT_THAT(written(Tradition::kIrish, "O'Brien").surname,
              AnyOf("OBrien", "O Brien", "Brien"));
  EXPECT_EQ(written(Tradition::kIberian, "Silva Costa").surname, "Costa Silva");
}

TEST_F(MistakesTest, WhatCannotHappenLeavesTheRowAlone) {
  WrittenRow row = before_;
  EXPECT_FALSE(Make(Mistake::kBabyName, member_, row, dice_));
  EXPECT_FALSE(Make(Mistake::kTradition, member_, row, dice_));
  row.born = absl::CivilDay(2016, 3, 29);
  const WrittenRow late = row;
  EXPECT_FALSE(Make(Mistake::kDayMonthSwap, member_, row, dice_));
  EXPECT_EQ(row, late);
}

TEST_F(MistakesTest, AboutAThirdOfTheRowsHaveNone) {
  std::map<std::size_t, int> rows;
  for (int i = 0; i < 20000; ++i) {
    WrittenRow row = before_;
    ++rows[MakeMistakes(member_, row, dice_).size()];
  }
  EXPECT_NEAR(rows[0], 7000, 300);
  EXPECT_NEAR(rows[1], 8000, 300);
  EXPECT_NEAR(rows[2], 3400, 300);
  EXPECT_NEAR(rows[3], 1600, 300);
}

TEST(TypingSlipsTest, IsAtMostTwoLettersAndNeverHalfOfOne) {
  Dice dice(3);
  for (int i = 0; i < 200; ++i) {
    const std::string slipped = WithSlip("Łucja", dice);
    EXPECT_NE(slipped, "Łucja");
    EXPECT_THAT(slipped.size(), AnyOf(4u, 5u, 6u, 7u, 8u));
    EXPECT_FALSE(slipped.empty() || slipped[0] == '\x81');
  }
}

TEST(TestNumbersTest, AreEachOnceUntilNoneIsLeft) {
  TestNumbers numbers;
  std::size_t given = 0;
  std::vector<bool> seen(10000000);
  for (std::string one = numbers.Next(); !one.empty(); one = numbers.Next()) {
    ASSERT_THAT(one, StartsWith("999"));
    const auto rest = static_cast<std::size_t>(std::stoul(one.substr(3)));
    ASSERT_FALSE(seen[rest]);
    seen[rest] = true;
    ++given;
  }
  EXPECT_GT(given, 900000u);
}

}  // namespace
}  // namespace kith::deploy
