// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/whole_file.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace kith::agent {
namespace {

class WholeFileTest : public testing::Test {
 protected:
  void SetUp() override { Write(path_, "a,b\n1,2\n"); }

  static void Write(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
  }

  // One a test: they run side by side.
  const std::string path_ =
      testing::TempDir() + "kith_whole_file_" +
      testing::UnitTest::GetInstance()->current_test_info()->name() + ".csv";
};

TEST_F(WholeFileTest, ReadsEveryByte) {
  const auto bytes = ReadWholeFile(path_, [](std::size_t) {});
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(*bytes, "a,b\n1,2\n");
}

TEST_F(WholeFileTest, AFileThatGrowsWhileReadIsRefused) {
  const auto bytes = ReadWholeFile(path_, [this](std::size_t) {
    std::ofstream(path_, std::ios::app) << "3,4\n";
  });
  EXPECT_EQ(bytes.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(WholeFileTest, AFileReplacedWhileReadIsRefused) {
  const auto bytes = ReadWholeFile(path_, [this](std::size_t) {
    const std::string other = path_ + ".new";
    Write(other, "a,b\n9,9\n");
    std::rename(other.c_str(), path_.c_str());
  });
  EXPECT_EQ(bytes.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(WholeFileTest, WhatIsNoFileIsRefused) {
  EXPECT_EQ(ReadWholeFile("/nonexistent", [](std::size_t) {}).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(
      ReadWholeFile(testing::TempDir(), [](std::size_t) {}).status().code(),
      absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith::agent
