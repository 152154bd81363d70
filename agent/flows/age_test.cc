// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/age.h"

#include <gtest/gtest.h>

namespace kith::agent {
namespace {

Identity Born(int year, int month, int day) {
  Identity identity;
  identity.date_of_birth = {year, month, day, DateQuality::kFull};
  return identity;
}

absl::Time On(int year, int month, int day) {
  return absl::FromCivil(absl::CivilDay(year, month, day), absl::UTCTimeZone());
}

TEST(AgeTest, TheBandChangesOnTheBirthdayItself) {
  const std::vector<Identity> person{Born(2010, 6, 17)};
  EXPECT_EQ(AgeBandOf(person, On(2026, 6, 16)), "child");
  EXPECT_EQ(AgeBandOf(person, On(2026, 6, 17)), "young-person");
  EXPECT_EQ(AgeBandOf(person, On(2028, 6, 16)), "young-person");
  EXPECT_EQ(AgeBandOf(person, On(2028, 6, 17)), "adult");
}

TEST(AgeTest, WhoeverIsBornOnALeapDayIsOfAgeOnTheFirstOfMarch) {
  EXPECT_EQ(Birthday({Born(2008, 2, 29)}, 18), On(2026, 3, 1));
  EXPECT_EQ(Birthday({Born(2008, 2, 29)}, 16), On(2024, 2, 29));
}

TEST(AgeTest, WithoutAFullDateNothingIsKnown) {
  Identity weak;
  weak.date_of_birth = {2010, 0, 0, DateQuality::kWeak};
  EXPECT_EQ(AgeBandOf({weak}, On(2026, 1, 1)), "");
  EXPECT_EQ(AgeBandOf({}, On(2026, 1, 1)), "");
}

TEST(AgeTest, TwoDatesOfOnePersonSettleNothing) {
  EXPECT_EQ(Birthday({Born(2010, 6, 17), Born(2010, 6, 18)}, 18), std::nullopt);
  EXPECT_NE(Birthday({Born(2010, 6, 17), Born(2010, 6, 17)}, 18), std::nullopt);
}

TEST(AgeTest, OfAnUnbornChildTheMothersDateSaysNothing) {
  Identity unborn = Born(1990, 1, 2);
  unborn.unborn = true;
  EXPECT_EQ(AgeBandOf({unborn}, On(2026, 1, 1)), "unborn");
  EXPECT_EQ(Birthday({unborn}, 18), std::nullopt);
}

}  // namespace
}  // namespace kith::agent
