// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/watched_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/kith/files.h"
#include "keys/base/clock.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using desk::v1::ImportOptions;
using desk::v1::ImportReport;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr uid_t kNobody = 65534;

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
    if (!accepting_.ok()) return accepting_;
    if (options.accept_digest() != report.digest()) {
      return absl::FailedPreconditionError("the register changed since");
    }
    report.set_accepted(true);
    return report;
  }
  WatchedFolder Watch(bool unattended = false) {
    return WatchedFolder(
        {.place = {.folder = folder_,
                   .map = Path("map.textproto"),
                   .staff = "",
                   .unattended = unattended},
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

  const std::string folder_ =
      absl::StrCat(testing::TempDir(), "/watched-", getpid());
  absl::Time now_ = SystemClock().Now();
  absl::Status desk_;
  absl::Status accepting_;
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
  // As a copy that keeps the time: older than what was shown.
  fs::last_write_time(Path("pupils.csv"),
                      fs::file_time_type::clock::now() - std::chrono::hours(1));
  EXPECT_THAT(Look(watched), HasSubstr("dry run"));
  EXPECT_EQ(Accepted(), 0);
  EXPECT_FALSE(FileExists(Path("pupils.csv.accept")));
}

// However old the map is that was put in the place of the one shown with.
TEST_F(WatchedFolderTest, AnotherMapIsShownAgainAndItsTimeIsNotAsked) {
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch();
  Look(watched);
  const auto then =
      fs::file_time_type::clock::now() - std::chrono::hours(24 * 30);
  fs::last_write_time(Path("map.textproto"), then);
  EXPECT_EQ(Look(watched), "");
  Write("map.textproto", "source: \"other\"");
  fs::last_write_time(Path("map.textproto"), then);
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  EXPECT_THAT(Look(watched), HasSubstr("dry run"));
  EXPECT_EQ(Accepted(), 0);
}

// A clock ahead of ours, as of a share on another machine.
TEST_F(WatchedFolderTest, AFileFromTheFutureIsShownOnce) {
  Write("pupils.csv", "rows");
  fs::last_write_time(Path("pupils.csv"),
                      fs::file_time_type::clock::now() + std::chrono::hours(1));
  WatchedFolder watched = Watch();
  Look(watched);
  EXPECT_EQ(Look(watched), "");
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  EXPECT_THAT(Look(watched), HasSubstr("imported"));
}

TEST_F(WatchedFolderTest, WhatTheDeskNoLongerTakesIsShownAgain) {
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch();
  Look(watched);
  auto stale = ReadDryRun(Path("pupils.csv.dry-run"));
  ASSERT_TRUE(stale.ok());
  stale->digest = "stale";
  ASSERT_TRUE(WriteDryRun(*stale, Path("pupils.csv.dry-run")).ok());
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  EXPECT_THAT(Look(watched),
              AllOf(HasSubstr("register changed since"), HasSubstr("dry run")));
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

// Others may write into the folder: their word for a map is nobody's.
TEST_F(WatchedFolderTest, AMarkThatAnotherMadeIsNotBelieved) {
  report_.set_rows(100);
  report_.set_unchanged(100);
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch(/*unattended=*/true);
  Look(watched);
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  Look(watched);
  ASSERT_EQ(chmod(Path(".accepted-map").c_str(), 0644), 0);
  Write("pupils.csv", "tomorrow's rows");
  EXPECT_THAT(Look(watched), HasSubstr("nobody has accepted an import"));
  ASSERT_EQ(chmod(Path(".accepted-map").c_str(), 0600), 0);
  Write("pupils.csv", "tomorrow's other rows");
  EXPECT_THAT(Look(watched), HasSubstr("imported"));
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
  report_.set_people_before(100);
  report_.set_ends_many(true);
  Write("pupils.csv", "many ended, and they are others");
  EXPECT_THAT(Look(watched),
              AllOf(HasSubstr("11 of 100 people would end"),
                    HasSubstr("kith watch accept " + Path("pupils.csv") +
                              " --ended 11")));
  EXPECT_THAT(*ReadFile(Path("pupils.csv.dry-run.txt"), 1 << 20),
              HasSubstr("To make it so: kith watch accept " +
                        Path("pupils.csv") + " --ended 11"));
  EXPECT_EQ(Accepted(), 1);
}

// How many may end is the desk's to say: what it takes is not counted again.
TEST_F(WatchedFolderTest, UnattendedGoesByTheDesksVerdict) {
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch(/*unattended=*/true);
  Look(watched);
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  Look(watched);
  report_.set_ended(2);
  report_.set_unchanged(16);
  report_.set_people_before(20);
  Write("pupils.csv", "two of twenty ended");
  EXPECT_THAT(Look(watched), HasSubstr("imported"));
}

TEST_F(WatchedFolderTest, WhatWasRefusedByItselfWaitsForSomebody) {
  Write("pupils.csv", "rows");
  WatchedFolder watched = Watch(/*unattended=*/true);
  Look(watched);
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  Look(watched);
  accepting_ = absl::FailedPreconditionError("not today");
  Write("pupils.csv", "tomorrow's rows");
  EXPECT_THAT(Look(watched), AllOf(HasSubstr("not imported: not today"),
                                   HasSubstr("waits for somebody")));
  // It does not go round and round, and can be accepted.
  EXPECT_EQ(Look(watched), "");
  accepting_ = absl::OkStatus();
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  EXPECT_THAT(Look(watched), HasSubstr("imported"));
}

TEST_F(WatchedFolderTest, AnAgentThatEndsInBetweenIsAskedAgain) {
  for (const bool unattended : {false, true}) {
    accepting_ = absl::OkStatus();
    Write("pupils.csv", unattended ? "tomorrow's rows" : "rows");
    WatchedFolder watched = Watch(unattended);
    if (!unattended) {
      Look(watched);
      ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
    }
    accepting_ = absl::UnavailableError("the agent is not running");
    EXPECT_THAT(Look(watched), HasSubstr("the agent is not running"));
    accepting_ = absl::OkStatus();
    EXPECT_THAT(Look(watched), HasSubstr("imported")) << unattended;
  }
}

// Not the watcher's fault, and not undone by it.
TEST_F(WatchedFolderTest, AnAcceptanceThatCannotBeReadIsReportedAndStays) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can be two accounts";
  Write("pupils.csv", "rows");
  fs::permissions(folder_, fs::perms::all);
  WatchedFolder watched = Watch();
  Look(watched);
  ASSERT_TRUE(AcceptWatched(Path("pupils.csv"), 0).ok());
  ASSERT_EQ(chown(Path("pupils.csv.dry-run").c_str(), kNobody, -1), 0);
  std::string said;
  ASSERT_EQ(seteuid(kNobody), 0);
  said = Look(watched);
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_THAT(said, HasSubstr("cannot be read by the account"));
  EXPECT_TRUE(FileExists(Path("pupils.csv.accept")));
  EXPECT_EQ(Accepted(), 0);
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
  const std::string elsewhere = folder_ + "-elsewhere";
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

TEST_F(WatchedFolderTest, AFolderThatMayNotBeWorkedInIsSaid) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can be two accounts";
  WatchedFolder watched = Watch();
  ASSERT_EQ(seteuid(kNobody), 0);
  const absl::Status status = watched.Look(now_).status();
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("may not read and write there"));
}

}  // namespace
}  // namespace kith::deploy
