// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/date_of_birth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::agent {
namespace {

const DateOfBirth kNinthOfMarch{2014, 3, 9, DateQuality::kFull};

DateOfBirth Read(absl::string_view text,
                 DateOrder order = DateOrder::kDayFirst) {
  const auto date = ParseDateOfBirth(text, order);
  EXPECT_TRUE(date.ok()) << date.status();
  return date.value_or(DateOfBirth{-1, -1, -1, DateQuality::kNone});
}

absl::StatusCode Refusal(absl::string_view text) {
  return ParseDateOfBirth(text).status().code();
}

TEST(DateOfBirthTest, EveryWrittenFormIsTheSameDay) {
  for (const char* text :
       {"2014-03-09", "09/03/2014", "9.3.2014", "9 Mar 2014", "9th March 2014",
        "March 9, 2014", "09032014", " 2014/3/9 ", "2014-03-09T00:00:00",
        "09/03/2014 00:00", "09-MAR-2014"}) {
    EXPECT_EQ(Read(text), kNinthOfMarch) << text;
  }
}

TEST(DateOfBirthTest, TheOrderDecidesWhatTheTextLeavesOpen) {
  EXPECT_EQ(Read("03/09/2014", DateOrder::kMonthFirst), kNinthOfMarch);
  EXPECT_EQ(Read("03092014", DateOrder::kMonthFirst), kNinthOfMarch);
  EXPECT_EQ(Read("20140309", DateOrder::kYearFirst), kNinthOfMarch);
  EXPECT_EQ(Read("2014-03-09", DateOrder::kMonthFirst), kNinthOfMarch);
}

TEST(DateOfBirthTest, TwoDigitYearsAreRefused) {
  EXPECT_EQ(Refusal("09/03/14"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal("9 Mar 14"), absl::StatusCode::kInvalidArgument);
}

TEST(DateOfBirthTest, DaysThatDoNotExistAreRefused) {
  EXPECT_EQ(Refusal("31/02/2014"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal("29/02/2013"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal("09/13/2014"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Refusal("32/01/2014"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Read("29/02/2012").day, 29);
}

TEST(DateOfBirthTest, WhatIsNoDateIsRefused) {
  for (const char* text :
       {"yesterday", "41707", "1/2/3/2014", "-", "0x7d/03/09", "09/03/20145",
        "\xEF\xBC\x90", "1700-02-02", "2101-02-02"}) {
    EXPECT_EQ(Refusal(text), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_EQ(Refusal(std::string(10000, '9')),
            absl::StatusCode::kInvalidArgument);
}

TEST(DateOfBirthTest, TheRefusalDoesNotRepeatTheValue) {
  const auto date = ParseDateOfBirth("31/02/2014");
  EXPECT_THAT(std::string(date.status().message()),
              testing::Not(testing::HasSubstr("2014")));
}

TEST(DateOfBirthTest, PlaceholdersAreNoDate) {
  for (const char* text : {"",
                           "  ",
                           "unknown",
                           "n/k",
                           "01/01/1900",
                           "1901-01-01",
                           "1753-01-01",
                           "31/12/9999",
                           "1800-06-06",
                           "00/00/0000",
                           "0001-01-01",
                           "30/12/1899",
                           "1899-12-31",
                           "11/11/1111",
                           "31/12/2099",
                           "2999-12-31",
                           "TBC",
                           "not stated",
                           "01/01/1900 00:00:00",
                           "1900"}) {
    EXPECT_EQ(Read(text), DateOfBirth{}) << text;
  }
}

TEST(DateOfBirthTest, FirstOfJanuaryAndIncompleteDatesAreWeak) {
  EXPECT_EQ(Read("01/01/2014"), (DateOfBirth{2014, 1, 1, DateQuality::kWeak}));
  EXPECT_EQ(Read("2014"), (DateOfBirth{2014, 0, 0, DateQuality::kWeak}));
  EXPECT_EQ(Read("2014-03"), (DateOfBirth{2014, 3, 0, DateQuality::kWeak}));
  EXPECT_EQ(Read("Mar 2014"), (DateOfBirth{2014, 3, 0, DateQuality::kWeak}));
}

TEST(DateOfBirthTest, WhatIsWrittenIsReadBack) {
  for (const char* text : {"2014-03-09", "2014-01-01", "2014-03", "2014", ""}) {
    EXPECT_EQ(FormatDateOfBirth(Read(text)), text);
  }
}

TEST(DateOfBirthTest, ConsistencyIsWhatTheParserReturns) {
  EXPECT_TRUE(IsConsistent(kNinthOfMarch));
  EXPECT_FALSE(IsConsistent({2014, 2, 31, DateQuality::kFull}));
  EXPECT_FALSE(IsConsistent({2014, 1, 1, DateQuality::kFull}));
  EXPECT_FALSE(IsConsistent({2014, 3, 9, DateQuality::kWeak}));
  EXPECT_FALSE(IsConsistent({2014, 3, 9, DateQuality::kNone}));
  EXPECT_FALSE(IsConsistent({2014, 255, 255, DateQuality::kFull}));
}

}  // namespace
}  // namespace kith::agent
