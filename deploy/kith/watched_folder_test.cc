// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/watched_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "deploy/kith/files.h"
#include "keys/base/clock.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using desk::v1::ImportOptions;
using desk::v1::ImportReport;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class WatchedFolderTest : public testing::Test {
 protected:
  WatchedFolderTest() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    Write("map.textproto", "source: \"x\"");
  }
  ~WatchedFolderTest() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const {
    return folder_ + "/" + name;
  }
  void Write(const std::string& name, const std::string& content) {
    std::ofstream(Path(name)) << content;
  }
  std::vector<std::string> FilesIn(const std::string& where) const {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(Path(where), error)) {
      names.push_back(entry.path().filename());
    }
    return names;
  }

  // As the desk: remembers what it was asked, says what `report_` holds.
  absl::StatusOr<ImportReport> Desk(const ImportOptions& options,
                                    const std::string& content) {
    if (!desk_.ok()) return desk_;
    asked_.push_back(options);
    ImportReport report = report_;
    report.set_digest("digest of " + content);
    if (options.accept_digest().empty()) return report;
    if (options.accept_digest() != report.digest()) {
      return absl::FailedPreconditionError("the register changed since");
    }
    report.set_accepted(true);
    return report;
  }
  WatchedFolder Watch(bool unattended = false) {
    return WatchedFolder(
        {.folder = folder_,
         .map = Path("map.textproto"),
         .as = "",
         .unattended = unattended,
         .settles = absl::Seconds(5)},
        [this](const ImportOptions& options, const std::string& content) {
          return Desk(options, content);
        });
  }
  // What two looks did, so far apart that a file that lies there is known to be
  // whole.
  std::string Look(WatchedFolder& watched) {
    std::string all;
    for (int look = 0; look < 2; ++look) {
      const auto done = watched.Look(now_);
      EXPECT_TRUE(done.ok()) << done.status();
      if (done.ok()) all += absl::StrJoin(*done, "\n");
      now_ += absl::Seconds(6);
    }
    return all;
  }
  int Accepted() const {
    return static_cast<int>(std::count_if(
        asked_.begin(), asked_.end(), [](const ImportOptions& options) {
          return !options.accept_digest().empty();
        }));
  }

  const std::string folder_ = testing::TempDir() + "/watched";
  absl::Time now_ = SystemClock().Now();
  absl::Status desk_;
  ImportReport report_;
  std::vector<ImportOptions> asked_;
};

TEST_F(WatchedFolderTest, ADryRunComesFirstAndWaits) {
  report_.set_rows(3);
  report_.set_added(3);
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch();
  EXPECT_THAT(Look(watched), HasSubstr("pupils.csv: dry run, 3 rows: 3 added"));
  EXPECT_EQ(Accepted(), 0);
  EXPECT_TRUE(FileExists(Path("pupils.csv.dry-run.txt")));
  // It is not asked again for what it has shown.
  EXPECT_EQ(Look(watched), "");
  EXPECT_THAT(asked_, SizeIs(1));
}

TEST_F(WatchedFolderTest, WhatIsAcceptedIsImportedAndArchived) {
  report_.set_rejected_csv("line,reason\n");
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch();
  Look(watched);
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 7).ok());
  EXPECT_THAT(Look(watched), HasSubstr("pupils.csv: imported"));
  ASSERT_EQ(Accepted(), 1);
  EXPECT_EQ(asked_.back().accept_ended(), 7u);
  EXPECT_FALSE(FileExists(Path("pupils.csv")));
  const std::vector<std::string> archived = FilesIn("archive");
  ASSERT_THAT(archived, SizeIs(2));
  for (const std::string& name : archived) {
    EXPECT_TRUE(absl::EndsWith(name, "-pupils.csv") ||
                absl::EndsWith(name, "-pupils.csv.rejected.csv"))
        << name;
    struct stat file;
    ASSERT_EQ(stat((Path("archive/") + name).c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 077, 0u) << name;
  }
  EXPECT_EQ(Look(watched), "");
}

TEST_F(WatchedFolderTest, AFileThatIsStillWrittenIsLeftAlone) {
  WatchedFolder watched = Watch();
  Write("pupils.csv", "ro");
  ASSERT_TRUE(watched.Look(now_).ok());
  now_ += absl::Seconds(4);
  Write("pupils.csv", "rows and more");
  ASSERT_TRUE(watched.Look(now_).ok());
  now_ += absl::Seconds(4);
  ASSERT_TRUE(watched.Look(now_).ok());
  EXPECT_THAT(asked_, IsEmpty());
  EXPECT_FALSE(watched.settled());
  now_ += absl::Seconds(2);
  ASSERT_TRUE(watched.Look(now_).ok());
  EXPECT_THAT(asked_, SizeIs(1));
}

TEST_F(WatchedFolderTest, AFileThatChangedAfterItsDryRunIsShownAgain) {
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch();
  Look(watched);
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  Write("pupils.csv", "other rows, more of them");
  fs::last_write_time(Path("pupils.csv"),
                      fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_THAT(Look(watched), HasSubstr("dry run"));
  EXPECT_EQ(Accepted(), 0);
  EXPECT_FALSE(FileExists(Path("pupils.csv.accept")));
}

TEST_F(WatchedFolderTest, WhatTheDeskNoLongerTakesIsShownAgain) {
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch();
  Look(watched);
  ASSERT_TRUE(
      ReplaceFile(Path("pupils.csv.dry-run"), "stale", Readers::kOwner).ok());
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  EXPECT_THAT(Look(watched), testing::AllOf(HasSubstr("register changed since"),
                                            HasSubstr("dry run")));
  EXPECT_TRUE(FileExists(Path("pupils.csv")));
}

TEST_F(WatchedFolderTest, WhatCannotBeReadGoesAsideWithTheReason) {
  report_.set_file_fault("line 12: a quote is never closed");
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch();
  EXPECT_THAT(Look(watched), HasSubstr("line 12: a quote is never closed"));
  EXPECT_FALSE(FileExists(Path("pupils.csv")));
  EXPECT_THAT(FilesIn("failed"), SizeIs(2));
}

TEST_F(WatchedFolderTest, UnattendedOnlyAfterSomebodyHasAcceptedThisMap) {
  report_.set_rows(100);
  report_.set_unchanged(100);
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch(/*unattended=*/true);
  EXPECT_THAT(Look(watched), HasSubstr("nobody has accepted an import"));
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  Look(watched);
  Write("pupils.csv", "tomorrow's rows");
  EXPECT_THAT(Look(watched), HasSubstr("imported"));
  EXPECT_EQ(Accepted(), 2);
  // Each is still looked at dry first.
  EXPECT_THAT(asked_, SizeIs(4));
  Write("map.textproto", "source: \"other\"");
  Write("pupils.csv", "the day after");
  EXPECT_THAT(Look(watched), HasSubstr("nobody has accepted an import"));
}

TEST_F(WatchedFolderTest, UnattendedStopsAtASurprise) {
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch(/*unattended=*/true);
  Look(watched);
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  Look(watched);
  report_.set_rows(100);
  report_.set_rejected(11);
  report_.set_unchanged(89);
  Write("pupils.csv", "many refused");
  EXPECT_THAT(Look(watched), HasSubstr("more than one row in ten is refused"));
  report_.set_rejected(0);
  report_.set_ended(11);
  Write("pupils.csv", "many ended, and they are others");
  fs::last_write_time(Path("pupils.csv"), fs::file_time_type::clock::now() +
                                              std::chrono::seconds(1));
  EXPECT_THAT(Look(watched), HasSubstr("more than one in ten would end"));
  EXPECT_EQ(Accepted(), 1);
}

TEST_F(WatchedFolderTest, WithoutTheDeskNothingIsLost) {
  desk_ = absl::UnavailableError("the agent is not running");
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch();
  EXPECT_THAT(Look(watched), HasSubstr("the agent is not running"));
  EXPECT_TRUE(FileExists(Path("pupils.csv")));
  desk_ = absl::OkStatus();
  EXPECT_THAT(Look(watched), HasSubstr("dry run"));
}

TEST_F(WatchedFolderTest, TheArchiveIsEmptiedOfWhatIsOld) {
  fs::create_directories(Path("archive"));
  const std::string old = "archive/2026-01-01T080000.000Z-old.csv";
  Write(old, "x");
  Write("archive/2026-01-01T080000.000Z-new.csv", "x");
  fs::last_write_time(Path(old), fs::file_time_type::clock::now() -
                                     std::chrono::hours(24 * 15));
  WatchedFolder watched = Watch();
  Look(watched);
  EXPECT_THAT(FilesIn("archive"),
              testing::ElementsAre("2026-01-01T080000.000Z-new.csv"));
}

// Who may write into the folder may not delete or write elsewhere.
TEST_F(WatchedFolderTest, NoLinkIsFollowed) {
  const std::string elsewhere = testing::TempDir() + "/elsewhere";
  fs::remove_all(elsewhere);
  fs::create_directories(elsewhere);
  const std::string theirs = elsewhere + "/2026-01-01T080000.000Z-theirs.csv";
  std::ofstream(theirs) << "x";
  fs::last_write_time(
      theirs, fs::file_time_type::clock::now() - std::chrono::hours(24 * 15));
  fs::create_directory_symlink(elsewhere, Path("archive"));
  fs::create_symlink(theirs, Path("linked.csv"));
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch();
  Look(watched);
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  EXPECT_THAT(Look(watched), HasSubstr("is a link"));
  EXPECT_TRUE(FileExists(theirs));
  for (const ImportOptions& options : asked_) {
    EXPECT_EQ(options.file_name(), "pupils.csv");
  }
  fs::remove_all(elsewhere);
}

TEST_F(WatchedFolderTest, NoFolderOrNoMapIsSaidWithTheNextStep) {
  fs::remove(Path("map.textproto"));
  WatchedFolder watched = Watch();
  EXPECT_THAT(std::string(watched.Look(now_).status().message()),
              HasSubstr("kith map"));
  fs::remove_all(folder_);
  EXPECT_EQ(watched.Look(now_).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(WatchedFolderTest, AcceptingNeedsADryRunOfTheFileAsItIs) {
  Write("pupils.csv", "rows");
  EXPECT_EQ(AcceptWatched(Path("pupils.csv"), 0).code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace kith::deploy
