// SPDX-License-Identifier: Apache-2.0
#include "keys/private_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

namespace kith {
namespace {

class PrivateFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string name =
        ::testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = ::testing::TempDir() + "private_file_" + name;
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    path_ = folder_ + "/file";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  absl::StatusCode ReadCode() {
    return ReadPrivateFile(path_, 100).status().code();
  }

  std::string folder_;
  std::string path_;
};

TEST_F(PrivateFileTest, WhatIsWrittenIsReadByItsOwnerOnly) {
  ASSERT_TRUE(ReplacePrivateFile(path_, "one").ok());
  ASSERT_TRUE(ReplacePrivateFile(path_, "two").ok());
  EXPECT_EQ(*ReadPrivateFile(path_, 3), "two");
  struct stat file;
  ASSERT_EQ(stat(path_.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".new"));
}

TEST_F(PrivateFileTest, OneThatOthersMayReadIsRefused) {
  ASSERT_TRUE(ReplacePrivateFile(path_, "one").ok());
  for (const mode_t mode : {0640, 0604, 0620}) {
    chmod(path_.c_str(), mode);
    EXPECT_EQ(ReadCode(), absl::StatusCode::kFailedPrecondition);
  }
}

TEST_F(PrivateFileTest, NoneALinkAFolderAndOneTooLargeAreRefused) {
  EXPECT_EQ(ReadCode(), absl::StatusCode::kNotFound);
  ASSERT_TRUE(ReplacePrivateFile(folder_ + "/other", "one").ok());
  std::filesystem::create_symlink(folder_ + "/other", path_);
  EXPECT_EQ(ReadCode(), absl::StatusCode::kFailedPrecondition);
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  EXPECT_EQ(ReadCode(), absl::StatusCode::kFailedPrecondition);
  std::filesystem::remove(path_);
  ASSERT_TRUE(ReplacePrivateFile(path_, std::string(101, 'a')).ok());
  EXPECT_EQ(ReadCode(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(PrivateFileTest, WhereNothingCanBeWrittenTheOldOneStays) {
  EXPECT_FALSE(ReplacePrivateFile(folder_ + "/none/file", "one").ok());
}

TEST_F(PrivateFileTest, WhatRootWritesStaysItsOwners) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give a file away";
  ASSERT_TRUE(ReplacePrivateFile(path_, "one").ok());
  ASSERT_EQ(chown(path_.c_str(), 1234, 1235), 0);
  ASSERT_TRUE(ReplacePrivateFile(path_, "two").ok());
  struct stat file;
  ASSERT_EQ(stat(path_.c_str(), &file), 0);
  EXPECT_EQ(file.st_uid, 1234u);
  EXPECT_EQ(file.st_gid, 1235u);
}

TEST_F(PrivateFileTest, WhatRootMakesBelongsToTheOwnerOfItsFolder) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give a file away";
  ASSERT_EQ(chown(folder_.c_str(), 1234, 1235), 0);
  ASSERT_TRUE(ReplacePrivateFile(path_, "one").ok());
  ASSERT_TRUE(CreatePrivateFile(folder_ + "/other").ok());
  ASSERT_TRUE(MakePrivateFolder(folder_ + "/made").ok());
  ASSERT_TRUE(MakePrivateFolder(folder_ + "/made").ok());
  ASSERT_TRUE(ReplacePrivateFile(folder_ + "/made/file", "one").ok());
  for (const char* name : {"/file", "/other", "/made", "/made/file"}) {
    struct stat file;
    ASSERT_EQ(stat((folder_ + name).c_str(), &file), 0);
    EXPECT_EQ(file.st_uid, 1234u) << name;
    EXPECT_EQ(file.st_gid, 1235u) << name;
  }
}

}  // namespace
}  // namespace kith
