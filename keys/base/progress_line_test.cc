// SPDX-License-Identifier: Apache-2.0
#include "keys/base/progress_line.h"

#include <gtest/gtest.h>

namespace kith {
namespace {

TEST(ProgressLineTest, TellsRateAndTimeLeft) {
  const Headway headway{
      .done = 400, .wanted = 1000, .elapsed = absl::Seconds(2)};
  EXPECT_EQ(ProgressBar(headway), "[############..................]");
  EXPECT_EQ(ProgressWords("people", headway),
            "400 of 1000 people, 200 a second, 3 s left");
}

TEST(ProgressLineTest, WhatWasDoneBeforeSaysNothingOfTheRate) {
  EXPECT_EQ(ProgressWords("people", {.done = 500,
                                     .wanted = 1000,
                                     .before = 400,
                                     .elapsed = absl::Seconds(2)}),
            "500 of 1000 people, 50 a second, 10 s left");
}

TEST(ProgressLineTest, BeforeTheFirstThereIsNoRate) {
  EXPECT_EQ(
      ProgressWords("people", {.wanted = 10, .elapsed = absl::Seconds(2)}),
      "0 of 10 people");
}

}  // namespace
}  // namespace kith
