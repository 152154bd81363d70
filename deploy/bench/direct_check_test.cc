// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/direct_check.h"

#include <gtest/gtest.h>

#include "deploy/bench/process_cpu.h"

namespace kith::deploy {
namespace {

TEST(DirectCheckTest, EverythingOpensAndVerifiesAndItWaitsOnce) {
  SystemRandom random;
  const DirectCheck direct(random);
  int waits = 0;
  const absl::Status status =
      direct.Run({{.inputs = {"one", "two"}, .strong = {true, false}},
                  {.inputs = {"three", "four"}, .strong = {false, false}}},
                 [&] { ++waits; });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(waits, 1);
}

// A multiplication that is optimised away would make every check dear.
TEST(DirectCheckTest, AScalarMultiplicationTakesTime) {
  SystemRandom random;
  EXPECT_GT(MeasureScalarMultiplication(random), absl::Microseconds(1));
}

TEST(DirectCheckTest, OneWeakKeyDoesNotOpenACapsule) {
  SystemRandom random;
  const DirectCheck direct(random);
  EXPECT_FALSE(
      direct.Run({{.inputs = {"one"}, .strong = {false}}}, [] {}).ok());
}

TEST(ProcessCpuTest, AProcessThatHasEndedHasNoTime) {
  EXPECT_FALSE(CpuOfProcess(999'999'999).ok());
}

}  // namespace
}  // namespace kith::deploy
