// SPDX-License-Identifier: Apache-2.0
#include "keys/network/working_days.h"

#include <gtest/gtest.h>

namespace kith {
namespace {

WorkingDays Of(const std::vector<std::string>& holidays) {
  const auto days = WorkingDays::FromHolidays(holidays);
  EXPECT_TRUE(days.ok()) << days.status();
  return days.ok() ? *days : WorkingDays();
}

TEST(WorkingDaysTest, TwoAfterAFridayIsTuesday) {
  EXPECT_EQ(Of({}).After(absl::CivilDay(2026, 11, 27), 2),
            absl::CivilDay(2026, 12, 1));
}

TEST(WorkingDaysTest, TheDayItselfDoesNotCount) {
  EXPECT_EQ(Of({}).After(absl::CivilDay(2026, 11, 23), 1),
            absl::CivilDay(2026, 11, 24));
}

TEST(WorkingDaysTest, ChristmasIsPassedOver) {
  // Thursday; then Christmas, a weekend, its Monday; Tuesday, Wednesday.
  EXPECT_EQ(
      Of({"2026-12-28", "2026-12-25"}).After(absl::CivilDay(2026, 12, 24), 2),
      absl::CivilDay(2026, 12, 30));
}

TEST(WorkingDaysTest, AHolidayOnASundayTakesNoFurtherDay) {
  EXPECT_EQ(Of({"2026-11-29"}).After(absl::CivilDay(2026, 11, 27), 2),
            absl::CivilDay(2026, 12, 1));
}

TEST(WorkingDaysTest, WhatIsNoDateIsNamed) {
  for (const char* wrong : {"Christmas", "2027-02-29", "2026-1-1", ""}) {
    const auto days = WorkingDays::FromHolidays({"2026-12-25", wrong});
    EXPECT_EQ(days.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(days.status().message().find(wrong), std::string::npos);
  }
}

}  // namespace
}  // namespace kith
