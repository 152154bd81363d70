// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/check_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::HasSubstr;
using testing::Not;

CpuByKind Cpu(int broker, int key_holder, int asker, int holders) {
  return {.broker = absl::Milliseconds(broker),
          .key_holder = absl::Milliseconds(key_holder),
          .asker = absl::Milliseconds(asker),
          .holders = absl::Milliseconds(holders)};
}

// Ten checks, 100 ms in all processes together.
ShapeOfRound Shape(int direct_ms) {
  return {.whole = {.checks = 10,
                    .time = absl::Seconds(2),
                    .cpu = Cpu(20, 30, 40, 10),
                    .desk_cpu = absl::Milliseconds(5)},
          .direct = {.checks = 20, .cpu = absl::Milliseconds(direct_ms)}};
}

// Nobody asks: 5 ms a second in the broker.
CheckRound Round(int direct_ms) {
  return {.idle_time = absl::Seconds(4),
          .idle_cpu = Cpu(20, 0, 0, 0),
          .unit = absl::Microseconds(50),
          .one = Shape(direct_ms),
          .eight = Shape(direct_ms)};
}

class CheckReportTest : public testing::Test {
 protected:
  nlohmann::ordered_json Json() const {
    return CheckReportAsJson(options_, report_);
  }

  const CheckBenchOptions options_{.in_flight_of_one = 4};
  CheckBenchReport report_{.rounds = {Round(180), Round(150), Round(200)}};
};

TEST_F(CheckReportTest, WhatRunsWhileNobodyAsksIsNotACheck) {
  const auto cpu = Json()["shape_of_1"]["cpu_us"];
  EXPECT_DOUBLE_EQ(cpu["broker"]["median"], 1000);
  EXPECT_DOUBLE_EQ(cpu["key_holder"]["median"], 3000);
  EXPECT_DOUBLE_EQ(cpu["sum"]["median"], 9000);
  EXPECT_DOUBLE_EQ(Json()["idle_us_per_second"]["broker"]["median"], 5000);
}

TEST_F(CheckReportTest, RatiosAreTheMedianOfEachRoundsOwn) {
  const auto ratio = Json()["shape_of_8"]["ratio_to_direct"];
  EXPECT_DOUBLE_EQ(ratio["median"], 1);
  EXPECT_DOUBLE_EQ(ratio["min"], 0.9);
  EXPECT_DOUBLE_EQ(ratio["max"], 1.2);
}

TEST_F(CheckReportTest, UnitsAreScalarMultiplicationsOfTheSameRound) {
  report_.rounds[1].unit = absl::Microseconds(60);
  const auto shape = Json()["shape_of_1"];
  EXPECT_DOUBLE_EQ(shape["scalar_multiplications"]["max"], 180);
  EXPECT_DOUBLE_EQ(shape["scalar_multiplications"]["min"], 150);
  EXPECT_DOUBLE_EQ(shape["direct_scalar_multiplications"]["min"], 125);
}

TEST_F(CheckReportTest, TheClientAtTheDeskIsShownApart) {
  EXPECT_DOUBLE_EQ(Json()["shape_of_1"]["desk_client_cpu_us"]["median"], 500);
}

TEST_F(CheckReportTest, ARoundWithAWrongAnswerIsShownAndDoesNotCount) {
  report_.rounds.push_back(Round(1800));
  report_.rounds[3].eight.whole.wrong = 1;
  report_.rounds[3].eight.whole.first_fault = "none with 0 answers";
  EXPECT_EQ(Json()["rounds_that_count"], 3);
  EXPECT_DOUBLE_EQ(Json()["shape_of_1"]["ratio_to_direct"]["min"], 0.9);
  EXPECT_EQ(Json()["shape_of_8"]["wrong"], 1);
  EXPECT_EQ(Json()["each_round"][3]["shape_of_8"]["first_fault"],
            "none with 0 answers");
  EXPECT_THAT(CheckReportInWords(options_, report_),
              HasSubstr("do not count: 4:"));
}

TEST_F(CheckReportTest, ARoundOnAnotherProcessorDoesNotCount) {
  report_.rounds[0].unit = absl::Microseconds(70);
  EXPECT_EQ(Json()["each_round"][0]["counts"], false);
}

TEST_F(CheckReportTest, ARoundWithoutAnyCheckDoesNotCount) {
  report_.rounds[2].one.whole.checks = 0;
  EXPECT_EQ(Json()["rounds_that_count"], 2);
}

TEST_F(CheckReportTest, SaysTheSameInWords) {
  const std::string words = CheckReportInWords(options_, report_);
  EXPECT_THAT(words, HasSubstr("1.000 (0.900-1.200)"));
  EXPECT_THAT(words, HasSubstr("180.0 (180.0-180.0)"));
  EXPECT_THAT(words, Not(HasSubstr("do not count")));
}

}  // namespace
}  // namespace kith::deploy
