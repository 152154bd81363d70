// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/bench_progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "keys/base/fake_clock.h"

namespace kith::deploy {
namespace {

using testing::HasSubstr;

class BenchProgressTest : public testing::Test {
 protected:
  FakeClock clock_;
  SystemRandom random_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(BenchProgressTest, OnlyATerminalIsShownIt) {
  Terminal terminal{clock_, random_, out_, err_, false};
  BenchProgress silent(terminal, "people", 10);
  silent.Show(5);
  silent.Clear();
  EXPECT_EQ(out_.str(), "");
  terminal.out_is_tty = true;
  BenchProgress shown(terminal, "people", 10);
  shown.Show(5);
  EXPECT_THAT(out_.str(), HasSubstr("5 of 10 people"));
}

}  // namespace
}  // namespace kith::deploy
