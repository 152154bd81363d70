// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/date_entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::console {
namespace {

const absl::CivilDay kToday(2026, 11, 28);

std::string Read(const char* typed) {
  const auto read = ReadBirthday(typed, kToday);
  return read.ok() ? *read : "";
}

TEST(DateEntryTest, ReadsWhatPeopleType) {
  for (const char* typed :
       {"17 6 2015", "17/06/2015", "17.6.15", "17-06-2015", " 17  June 2015 ",
        "17 jun 15", "17062015", "170615", "2015-06-17", "17 JUNE, 2015"}) {
    EXPECT_EQ(Read(typed), "2015-06-17") << typed;
  }
  EXPECT_EQ(Read("29 2 2024"), "2024-02-29");
}

TEST(DateEntryTest, AShortYearIsTheLatestThatHasBeen) {
  EXPECT_EQ(Read("1 1 26"), "2026-01-01");
  EXPECT_EQ(Read("1 12 26"), "1926-12-01");
  EXPECT_EQ(Read("1 1 84"), "1984-01-01");
}

TEST(DateEntryTest, SaysNoToWhatIsNoBirthday) {
  for (const char* typed :
       {"", "2015", "17 6", "31 2 2015", "29 2 2023", "0 6 2015", "17 13 2015",
        "17 6 215", "6/17/2015", "17 ju 2015", "29 11 2026", "17 6 1899",
        "seventeen 6 2015", "17 6 2015 1", "-1 6 2015"}) {
    EXPECT_EQ(Read(typed), "") << typed;
  }
}

TEST(DateEntryTest, AChildIsExpectedSoonOrWasALittleWhileAgo) {
  const absl::CivilDay today(2026, 11, 28);
  EXPECT_EQ(ReadExpectedDay("1 2 27", today).value_or(""), "2027-02-01");
  EXPECT_EQ(ReadExpectedDay("24 9 2027", today).value_or(""), "2027-09-24");
  EXPECT_EQ(ReadExpectedDay("29 9 2026", today).value_or(""), "2026-09-29");
  for (const char* typed : {"25 9 2027", "28 9 2026", "1 2 2015", "soon"}) {
    EXPECT_FALSE(ReadExpectedDay(typed, today).ok()) << typed;
  }
}

}  // namespace
}  // namespace kith::console
