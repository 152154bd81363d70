// SPDX-License-Identifier: Apache-2.0
#include "keys/base/at_once.h"

#include <gmock/gmock.h>

#include <atomic>
#include <vector>

#include "absl/synchronization/barrier.h"

namespace kith {
namespace {

using testing::Each;

TEST(RunAtOnceTest, CallsEachOnce) {
  std::vector<std::atomic<int>> calls(1000);
  ASSERT_TRUE(RunAtOnce(calls.size(), 4, [&](std::size_t i) {
                ++calls[i];
                return absl::OkStatus();
              }).ok());
  for (const std::atomic<int>& called : calls) EXPECT_EQ(called, 1);
}

TEST(RunAtOnceTest, AsManyRunAtOnceAsWereAskedFor) {
  auto* const all_here = new absl::Barrier(3);
  ASSERT_TRUE(RunAtOnce(3, 3, [&](std::size_t) {
                if (all_here->Block()) delete all_here;
                return absl::OkStatus();
              }).ok());
}

TEST(RunAtOnceTest, StopsAtTheFirstErrorAndReturnsIt) {
  int calls = 0;
  const absl::Status status = RunAtOnce(1000, 1, [&](std::size_t i) {
    ++calls;
    return i == 2 ? absl::UnavailableError("down") : absl::OkStatus();
  });
  EXPECT_EQ(status, absl::UnavailableError("down"));
  EXPECT_EQ(calls, 3);
}

TEST(RunAtOnceTest, NothingToDoIsDone) {
  EXPECT_TRUE(RunAtOnce(0, 4, [](std::size_t) {
                return absl::InternalError("called");
              }).ok());
}

}  // namespace
}  // namespace kith
