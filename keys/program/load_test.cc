// SPDX-License-Identifier: Apache-2.0
#include "keys/program/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

namespace kith {
namespace {

using absl::StatusCode;
using testing::HasSubstr;

constexpr uid_t kService = 1234;
constexpr uid_t kAnother = 1236;

class FileLockTest : public testing::Test {
 protected:
  FileLockTest() {
    std::string pattern = testing::TempDir() + "lockXXXXXX";
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ + "/agent.db";
  }
  ~FileLockTest() override { std::filesystem::remove_all(folder_); }
  std::string Words() {
    return std::string(FileLock::Take(path_).status().message());
  }

  std::string folder_, path_;
};

TEST_F(FileLockTest, OneThatIsHeldIsSaidToBe) {
  const auto lock = FileLock::Take(path_);
  ASSERT_TRUE(lock.ok()) << lock.status();
  const absl::Status second = FileLock::Take(path_).status();
  EXPECT_EQ(second.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.message()), HasSubstr("another process uses"));
}

TEST_F(FileLockTest, RootsLockIsTheServicesToo) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give a file away";
  ASSERT_EQ(chown(folder_.c_str(), kService, kService), 0);
  ASSERT_TRUE(FileLock::Take(path_).ok());
  ASSERT_EQ(seteuid(kService), 0);
  EXPECT_TRUE(FileLock::Take(path_).ok());
  ASSERT_EQ(seteuid(0), 0);
}

TEST_F(FileLockTest, OneThatMayNotBeOpenedSaysWhoseItIs) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give a file away";
  ASSERT_TRUE(FileLock::Take(path_).ok());
  ASSERT_EQ(chown(folder_.c_str(), kService, kService), 0);
  ASSERT_EQ(seteuid(kService), 0);
  EXPECT_THAT(Words(), HasSubstr("agent.db.lock: belongs to root, and this "
                                 "account may not open it"));
  ASSERT_EQ(seteuid(0), 0);
}

TEST_F(FileLockTest, AFolderThatMayNotBeUsedIsNoRunningProgram) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may be somebody else";
  ASSERT_TRUE(FileLock::Take(path_).ok());
  ASSERT_EQ(seteuid(kAnother), 0);
  const absl::Status refused = FileLock::Take(path_).status();
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_EQ(refused.code(), StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("may not use its folder"));
}

TEST_F(FileLockTest, WithoutAFolderItSaysSo) {
  path_ = folder_ + "/none/agent.db";
  EXPECT_THAT(Words(), HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace kith
