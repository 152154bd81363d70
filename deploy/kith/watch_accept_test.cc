// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/watch_accept.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "deploy/kith/dry_run.h"
#include "deploy/kith/files.h"
#include "deploy/kith/import_words.h"
#include "keys/program/account_name.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

constexpr uid_t kNobody = 65534;

// An export with a dry run of it beside it.
class WatchAcceptTest : public testing::Test {
 protected:
  WatchAcceptTest() {
    fs::create_directories(folder_);
    fs::permissions(folder_, fs::perms::all);
    std::ofstream(file_) << "rows";
    report_.set_digest("abc");
  }
  ~WatchAcceptTest() override { fs::remove_all(folder_); }

  void Show() {
    ASSERT_TRUE(
        WriteDryRun(ShownBy(report_, FileStateOf(file_), "map"), dry_run_)
            .ok());
  }
  std::string Refusal(std::uint32_t ended = 0) const {
    const absl::Status status = AcceptWatched(file_, ended);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
    return std::string(status.message());
  }

  const fs::path folder_ =
      fs::temp_directory_path() / absl::StrCat("kith-accept-", getpid());
  const std::string file_ = folder_ / "pupils.csv";
  const std::string dry_run_ = FilesBeside(file_).dry_run;
  desk::v1::ImportReport report_;
};

TEST_F(WatchAcceptTest, WhatIsAcceptedIsWhatWasShown) {
  EXPECT_FALSE(ReadAcceptance(file_)->has_value());
  Show();
  ASSERT_TRUE(AcceptWatched(file_, 7).ok());
  const auto said = ReadAcceptance(file_);
  ASSERT_TRUE(said.ok() && said->has_value()) << said.status();
  EXPECT_EQ((*said)->digest, "abc");
  EXPECT_EQ((*said)->ended, 7u);
}

TEST_F(WatchAcceptTest, WithoutADryRunOfTheFileAsItIsNothingIsAccepted) {
  EXPECT_THAT(Refusal(), HasSubstr("no dry run"));
  Show();
  std::ofstream(file_) << "other rows";
  EXPECT_THAT(Refusal(), HasSubstr("no dry run"));
}

TEST_F(WatchAcceptTest, WhereManyWouldEndTheirNumberIsAskedForAtOnce) {
  report_.set_ended(11);
  report_.set_ends_many(true);
  Show();
  EXPECT_THAT(Refusal(), HasSubstr(absl::StrCat("kith watch accept ", file_,
                                                " --ended 11")));
  EXPECT_THAT(Refusal(10), HasSubstr("--ended 11"));
  EXPECT_TRUE(AcceptWatched(file_, 11).ok());
}

TEST_F(WatchAcceptTest, WhatRootSaysTheAccountThatWatchesCanRead) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give a file away";
  Show();
  ASSERT_EQ(chown(dry_run_.c_str(), kNobody, -1), 0);
  // Anybody may write there, and made it.
  EXPECT_THAT(Refusal(), HasSubstr("only the owner of a folder watches it"));
  ASSERT_EQ(chown(folder_.c_str(), kNobody, -1), 0);
  ASSERT_TRUE(AcceptWatched(file_, 0).ok());
  struct stat said = {};
  ASSERT_EQ(stat(AcceptancePath(file_).c_str(), &said), 0);
  EXPECT_EQ(said.st_uid, kNobody);
  EXPECT_EQ(said.st_mode & 0777, 0600u);
}

TEST_F(WatchAcceptTest, AnotherAccountIsToldWhoseWordCounts) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can be two accounts";
  Show();
  ASSERT_EQ(seteuid(kNobody), 0);
  const std::string refusal = Refusal();
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_THAT(refusal,
              AllOf(HasSubstr("the account root watches there"),
                    HasSubstr(absl::StrCat("runuser -u root -- kith watch "
                                           "accept ",
                                           file_))));
  EXPECT_FALSE(FileExists(AcceptancePath(file_)));
}

TEST_F(WatchAcceptTest, AFolderThatMayNotBeLookedIntoIsNoMissingDryRun) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can be two accounts";
  Show();
  fs::permissions(folder_, fs::perms::owner_all);
  ASSERT_EQ(seteuid(kNobody), 0);
  const std::string refusal = Refusal();
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_THAT(refusal,
              HasSubstr(absl::StrCat("the account ", AccountName(kNobody),
                                     " may not look there")));
}

}  // namespace
}  // namespace kith::deploy
