// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/population.h"

#include <gtest/gtest.h>

#include <set>

#include "agent/identity/normalise.h"
#include "deploy/demonstration/layouts.h"
#include "deploy/demonstration/name_pool.h"
#include "deploy/demonstration/story.h"

namespace kith::deploy {
namespace {

const absl::CivilDay kToday(2026, 11, 23);

TEST(DiceTest, TheEngineIsTheStandards) {
  // The 10,000th number of the default seed, from the C++ standard.
  Dice dice(5489);
  std::size_t last = 0;
  for (int i = 0; i < 10000; ++i) last = dice.Below(~std::size_t{0});
  EXPECT_EQ(last, 9981545732273789042u);
}

TEST(PopulationTest, TestNumbersAreValidAndDifferent) {
  std::set<std::string> numbers = {kSami.nhs, kDina.nhs, kPhoebe.nhs};
  for (std::size_t n = 1000; n < 6000; ++n) {
    const std::string number = TestNhsNumber(n);
    EXPECT_TRUE(agent::NormaliseNhsNumber(number, {.test_network = true}).ok());
    EXPECT_TRUE(numbers.insert(number).second) << n;
  }
}

TEST(PopulationTest, FamiliesHaveChildrenAndSomeHaveTwinsOrTwoHouseholds) {
  Dice dice(1);
  const auto families = MakeFamilies(560, kToday, dice);
  ASSERT_EQ(families.size(), 560u);
  std::size_t twins = 0;
  std::size_t split = 0;
  for (const Family& family : families) {
    EXPECT_FALSE(family.children.empty());
    for (std::size_t i = 1; i < family.children.size(); ++i) {
      const Person& a = family.children[i - 1];
      const Person& b = family.children[i];
      twins += a.born == b.born;
      EXPECT_NE(a.forename, b.forename);
    }
    split += family.other_parent.has_value();
  }
  EXPECT_GT(twins, 10u);
  EXPECT_GT(split, 50u);
}

TEST(PopulationTest, NobodyElseCarriesASurnameOfTheStory) {
  for (const Holding& holding : StoryHoldings()) {
    for (const absl::string_view surname : Surnames()) {
      EXPECT_NE(holding.person.surname, surname);
    }
  }
}

TEST(PopulationTest, EveryPostcodeIsOneTheNormaliserReads) {
  Dice dice(2);
  for (const Family& family : MakeFamilies(50, kToday, dice)) {
    EXPECT_NE(agent::NormalisePostcode(family.adults[0].postcode).outward, "");
  }
}

TEST(PopulationTest, DatesAreWrittenInFiveForms) {
  const absl::CivilDay day(2021, 3, 4);
  EXPECT_EQ(FormatDate(day, DateForm::kIso), "2021-03-04");
  EXPECT_EQ(FormatDate(day, DateForm::kSlashes), "04/03/2021");
  EXPECT_EQ(FormatDate(day, DateForm::kDots), "04.03.2021");
  EXPECT_EQ(FormatDate(day, DateForm::kWords), "04 Mar 2021");
  EXPECT_EQ(FormatDate(day, DateForm::kDashes), "04-Mar-2021");
}

}  // namespace
}  // namespace kith::deploy
