// SPDX-License-Identifier: Apache-2.0
#include "deploy/console/evidence_archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class EvidenceArchiveTest : public testing::Test {
 protected:
  EvidenceArchiveTest() {
    std::string name = testing::TempDir() + "evidence-XXXXXX";
    EXPECT_NE(mkdtemp(name.data()), nullptr);
    place_ = name;
    parent_ = place_ / "kith-console-7";
  }
  ~EvidenceArchiveTest() override { fs::remove_all(place_); }

  static void Write(const fs::path& path) { std::ofstream(path) << "evidence"; }
  static absl::Status Export(desk::DeskClient&, const std::string& folder) {
    fs::create_directory(folder);
    Write(fs::path(folder) / "register.json");
    return absl::OkStatus();
  }
  void ExpectRefused() {
    EvidenceArchives archives(parent_, Export);
    const auto made = archives.Make(desk_);
    EXPECT_EQ(made.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(made.status().message()), HasSubstr("remove it"));
  }

  fs::path place_;
  fs::path parent_;
  desk::DeskClient desk_{"/nonexistent/desk.sock"};
};

TEST_F(EvidenceArchiveTest, IsMadeInAFolderOfThisAccountAndNothingStays) {
  EvidenceArchives archives(parent_, Export);
  const auto made = archives.Make(desk_);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->substr(0, 2), "\x1f\x8b");
  struct stat found = {};
  ASSERT_EQ(lstat(parent_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0700u);
  EXPECT_TRUE(fs::is_empty(parent_));
}

TEST_F(EvidenceArchiveTest, WhatAnEarlierOneLeftGoesAtTheStart) {
  fs::create_directories(parent_ / "abcdef" / "evidence");
  fs::permissions(parent_, fs::perms::owner_all);
  Write(parent_ / "abcdef" / "evidence" / "register.json");
  Write(place_ / "not-ours");
  fs::create_symlink(place_, parent_ / "link");
  const EvidenceArchives archives(parent_, Export);
  EXPECT_TRUE(fs::is_empty(parent_));
  EXPECT_TRUE(fs::exists(place_ / "not-ours"));
}

TEST_F(EvidenceArchiveTest, WhatAnotherConsoleMakesStays) {
  const EvidenceArchives other(parent_, Export);
  fs::create_directory(parent_ / "abcdef");
  const EvidenceArchives archives(parent_, Export);
  EXPECT_TRUE(fs::exists(parent_ / "abcdef"));
}

TEST_F(EvidenceArchiveTest, AFolderThatIsNotItsOwnAloneIsNotUsed) {
  const fs::path elsewhere = place_ / "elsewhere";
  fs::create_directory(elsewhere);
  fs::permissions(elsewhere, fs::perms::owner_all);
  Write(elsewhere / "kept");
  fs::create_symlink(elsewhere, parent_);
  ExpectRefused();
  EXPECT_TRUE(fs::exists(elsewhere / "kept"));
  fs::remove(parent_);
  Write(parent_);
  ExpectRefused();
  fs::remove(parent_);
  fs::create_directory(parent_);
  fs::permissions(parent_, fs::perms::owner_all | fs::perms::group_read);
  Write(parent_ / "kept");
  ExpectRefused();
  EXPECT_TRUE(fs::exists(parent_ / "kept"));
}

TEST_F(EvidenceArchiveTest, OneIsMadeAtATime) {
  absl::Status second;
  EvidenceArchives* all = nullptr;
  EvidenceArchives archives(
      parent_, [&](desk::DeskClient& desk, const std::string& folder) {
        second = all->Make(desk).status();
        return Export(desk, folder);
      });
  all = &archives;
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(archives.Make(desk_).ok());
    EXPECT_EQ(second.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_THAT(std::string(second.message()), HasSubstr("somebody else"));
  }
}

TEST_F(EvidenceArchiveTest, AfterAFailureNothingStaysAndTheNextIsMade) {
  bool fails = true;
  EvidenceArchives archives(
      parent_, [&](desk::DeskClient& desk, const std::string& folder) {
        const absl::Status made = Export(desk, folder);
        return fails ? absl::UnavailableError("the agent stopped") : made;
      });
  EXPECT_EQ(archives.Make(desk_).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_TRUE(fs::is_empty(parent_));
  fails = false;
  EXPECT_TRUE(archives.Make(desk_).ok());
}

}  // namespace
}  // namespace kith::deploy
