// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/broker_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kith::deploy {
namespace {

using testing::HasSubstr;
using testing::Not;

LoopResult Loop(std::uint64_t calls, std::uint64_t commits,
                std::uint64_t failed = 0) {
  return {.calls = calls,
          .failed = failed,
          .time = absl::Seconds(1),
          .cpu = absl::Seconds(1),
          .commits = commits};
}

BrokerRound Round(std::uint64_t echo, std::uint64_t nobody, std::uint64_t two,
                  std::uint64_t failed = 0) {
  return {.sync = absl::Microseconds(100),
          .echo = Loop(echo, 0),
          .nobody = Loop(nobody, nobody / 10, failed),
          .two = Loop(two, two / 4)};
}

class BrokerReportTest : public testing::Test {
 protected:
  nlohmann::ordered_json Json() const {
    return BrokerReportAsJson(options_, report_);
  }

  const BrokerBenchOptions options_{.in_flight = 8};
  BrokerBenchReport report_{
      .rounds = {Round(1000, 500, 200), Round(1100, 440, 330),
                 Round(900, 540, 180)},
      .stages = {{"16 blanks", absl::Microseconds(256)}}};
};

TEST_F(BrokerReportTest, RatiosAreTheMedianOfEachRoundsOwn) {
  const auto nobody = Json()["check_nobody"]["ratio_to_echo"];
  EXPECT_DOUBLE_EQ(nobody["median"], 0.5);
  EXPECT_DOUBLE_EQ(nobody["min"], 0.4);
  EXPECT_DOUBLE_EQ(nobody["max"], 0.6);
  EXPECT_DOUBLE_EQ(Json()["check_two"]["ratio_to_echo"]["median"], 0.2);
}

TEST_F(BrokerReportTest, SyncsAndTimeAreOfOneCheck) {
  EXPECT_DOUBLE_EQ(Json()["check_nobody"]["syncs_per_check"]["median"], 0.1);
  EXPECT_DOUBLE_EQ(Json()["check_two"]["cpu_us"]["median"], 5000);
  EXPECT_DOUBLE_EQ(Json()["stages_us"]["16 blanks"], 256);
}

TEST_F(BrokerReportTest, ARoundWithAFailedCallIsShownAndDoesNotCount) {
  report_.rounds.push_back(Round(1000, 900, 900, 1));
  EXPECT_EQ(Json()["rounds_that_count"], 3);
  EXPECT_DOUBLE_EQ(Json()["check_nobody"]["ratio_to_echo"]["max"], 0.6);
  EXPECT_DOUBLE_EQ(Json()["check_nobody"]["ratio_to_echo_all_rounds"]["max"],
                   0.9);
  EXPECT_EQ(Json()["each_round"][3]["counts"], false);
  EXPECT_THAT(BrokerReportInWords(options_, report_),
              HasSubstr("do not count: 4:"));
}

TEST_F(BrokerReportTest, SaysTheSameInWords) {
  const std::string words = BrokerReportInWords(options_, report_);
  EXPECT_THAT(words, HasSubstr("8 in flight"));
  EXPECT_THAT(words, HasSubstr("0.500 (0.400-0.600)"));
  EXPECT_THAT(words, Not(HasSubstr("do not count")));
}

}  // namespace
}  // namespace kith::deploy
