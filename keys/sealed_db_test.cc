// SPDX-License-Identifier: Apache-2.0
#include "keys/sealed_db.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <string>

namespace kith {
namespace {

// A database with one table of one text, in a folder of its own.
class SealedDbTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "sealedXXXXXX";
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ + "/kith.db";
    Reopen();
    ASSERT_TRUE(
        db_->Execute("CREATE TABLE t (word TEXT PRIMARY KEY) STRICT").ok());
  }
  void Reopen() {
    db_.reset();
    auto opened = SealedDb::Open(path_, key_);
    ASSERT_TRUE(opened.ok()) << opened.status();
    db_ = *std::move(opened);
  }
  absl::Status Put(absl::string_view word) {
    auto statement = db_->Prepare("INSERT INTO t VALUES (?)");
    return statement.ok() ? statement->BindText(1, word).Run()
                          : statement.status();
  }
  static std::int64_t Count(SealedDb& db) {
    auto statement = db.Prepare("SELECT count(*) FROM t");
    EXPECT_TRUE(statement.ok() && *statement->Step());
    return statement->Int(0);
  }
  std::int64_t Count() { return Count(*db_); }
  static std::string FileText(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void FillPages() {
    for (int i = 0; i < 100; ++i) {
      ASSERT_TRUE(Put(std::string(1000, 'x') + std::to_string(i)).ok());
    }
  }

  const Secret key_ = Secret::FromBytes(std::string(32, 'k'));
  std::string folder_;
  std::string path_;
  std::unique_ptr<SealedDb> db_;
};

TEST_F(SealedDbTest, WhatWasWrittenIsThereAfterReopening) {
  ASSERT_TRUE(Put("ash").ok());
  Reopen();
  EXPECT_EQ(Count(), 1);
}

TEST_F(SealedDbTest, WrongKeyIsDataLossAndSaysNothingOnStandardError) {
  ASSERT_TRUE(Put("ash").ok());
  db_.reset();
  testing::internal::CaptureStderr();
  const absl::Status status =
      SealedDb::Open(path_, Secret::FromBytes(std::string(32, 'x'))).status();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
}

TEST_F(SealedDbTest, KeyOfAnotherLengthIsRefused) {
  EXPECT_EQ(SealedDb::Open(path_, Secret::FromBytes("short")).status().code(),
            absl::StatusCode::kInvalidArgument);
}

// INVARIANT (no identity in clear): neither in the file nor beside it.
TEST_F(SealedDbTest, FilesShowNoPlainText) {
  ASSERT_TRUE(Put("PLAINWORD").ok());
  EXPECT_THAT(FileText(path_ + "-wal"),
              testing::AllOf(testing::SizeIs(testing::Gt(4096u)),
                             testing::Not(testing::HasSubstr("PLAINWORD"))));
  db_.reset();
  EXPECT_THAT(FileText(path_),
              testing::AllOf(testing::SizeIs(testing::Ge(8192u)),
                             testing::Not(testing::HasSubstr("PLAINWORD")),
                             testing::Not(testing::HasSubstr("SQLite"))));
}

TEST_F(SealedDbTest, FilesAreTheirOwnersAlone) {
  ASSERT_TRUE(Put("ash").ok());
  for (const char* const end : {"", "-wal", "-shm"}) {
    struct stat file;
    ASSERT_EQ(stat((path_ + end).c_str(), &file), 0) << end;
    EXPECT_EQ(file.st_mode & 0777, 0600u) << end;
  }
}

TEST_F(SealedDbTest, FileThatOthersCouldReadIsClosedToThem) {
  db_.reset();
  ASSERT_EQ(chmod(path_.c_str(), 0644), 0);
  Reopen();
  struct stat file;
  ASSERT_EQ(stat(path_.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
}

TEST_F(SealedDbTest, LinkIsRefused) {
  const std::string link = folder_ + "/link.db";
  ASSERT_EQ(symlink(path_.c_str(), link.c_str()), 0);
  EXPECT_EQ(SealedDb::Open(link, key_).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(SealedDbTest, PragmasHold) {
  const auto value = [this](absl::string_view pragma) {
    auto statement = *db_->Prepare(pragma);
    return *statement.Step() ? std::string(statement.Bytes(0)) : "silent";
  };
  EXPECT_EQ(value("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(value("PRAGMA synchronous"), "2");
  EXPECT_EQ(value("PRAGMA foreign_keys"), "1");
  EXPECT_EQ(value("PRAGMA secure_delete"), "1");
  EXPECT_EQ(value("PRAGMA trusted_schema"), "0");
  EXPECT_EQ(value("PRAGMA cell_size_check"), "1");
  EXPECT_EQ(value("PRAGMA temp_store"), "2");
  EXPECT_EQ(value("PRAGMA busy_timeout"), "5000");
  EXPECT_EQ(value("PRAGMA cache_size"), "-65536");
}

TEST_F(SealedDbTest, PagesGoToTheFileWhenThereAreEnough) {
  FillPages();
  const std::size_t before = FileText(path_).size();
  db_->SetPagesOfOneCheckpoint(4);
  ASSERT_TRUE(Put("enough").ok());
  EXPECT_GT(FileText(path_).size(), before);
  EXPECT_EQ(Count(), 101);
}

TEST_F(SealedDbTest, WhatIsThereIsMovedToTheFileAndSynced) {
  FillPages();
  const std::size_t before = FileText(path_).size();
  ASSERT_TRUE(db_->SyncWhatIsThere().ok());
  EXPECT_GT(FileText(path_).size(), before);
}

TEST_F(SealedDbTest, AReaderInTheWayDoesNotKeepWhatIsThereFromBeingSynced) {
  const auto reader = *SealedDb::Open(path_, key_);
  const SealedDb::Snapshot snapshot(*reader);
  EXPECT_EQ(Count(*reader), 0);
  FillPages();
  EXPECT_TRUE(db_->SyncWhatIsThere().ok());
  EXPECT_EQ(Count(*reader), 0);
  EXPECT_EQ(Count(), 100);
}

TEST_F(SealedDbTest, AStatementKeptForTheNextRemembersNothing) {
  constexpr char kSql[] = "SELECT ?, ?";
  {
    Statement first = *db_->Prepare(kSql);
    first.BindText(1, "ash").BindInt(2, 7);
    EXPECT_TRUE(*first.Step());  // And left in the middle.
  }
  Statement second = *db_->Prepare(kSql);
  EXPECT_TRUE(*second.Step());
  EXPECT_TRUE(second.IsNull(0));
  EXPECT_TRUE(second.IsNull(1));
}

TEST_F(SealedDbTest, TwoStatementsOfOneTextAreTwo) {
  constexpr char kSql[] = "SELECT ?";
  Statement one = *db_->Prepare(kSql);
  Statement other = *db_->Prepare(kSql);
  one.BindInt(1, 1);
  other.BindInt(1, 2);
  EXPECT_TRUE(*one.Step());
  EXPECT_TRUE(*other.Step());
  EXPECT_EQ(one.Int(0), 1);
  EXPECT_EQ(other.Int(0), 2);
}

TEST_F(SealedDbTest, AStatementKeptReadsATableThatWasMadeAnew) {
  constexpr char kSql[] = "SELECT * FROM leaf";
  ASSERT_TRUE(
      db_->Execute("CREATE TABLE leaf (a); INSERT INTO leaf VALUES (1)").ok());
  EXPECT_TRUE(*db_->Prepare(kSql)->Step());
  ASSERT_TRUE(db_->Execute("DROP TABLE leaf; CREATE TABLE leaf (a, b); "
                           "INSERT INTO leaf VALUES (1, 2)")
                  .ok());
  Statement again = *db_->Prepare(kSql);
  EXPECT_TRUE(*again.Step());
  EXPECT_EQ(again.Int(1), 2);
}

TEST_F(SealedDbTest, FailedTransactionLeavesNothing) {
  const absl::Status status = db_->InTransaction([this] {
    EXPECT_TRUE(Put("ash").ok());
    return absl::AbortedError("no");
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Count(), 0);
}

TEST_F(SealedDbTest, TransactionThatSucceedsStays) {
  EXPECT_TRUE(db_->InTransaction([this] { return Put("ash"); }).ok());
  Reopen();
  EXPECT_EQ(Count(), 1);
}

TEST_F(SealedDbTest, FailedSavepointIsUndoneAlone) {
  const absl::Status status = db_->InTransaction([this] {
    EXPECT_TRUE(Put("ash").ok());
    EXPECT_FALSE(db_->InSavepoint([this] {
                      EXPECT_TRUE(Put("oak").ok());
                      return absl::AbortedError("no");
                    })
                     .ok());
    return db_->InSavepoint([this] { return Put("elm"); });
  });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(Count(), 2);
  EXPECT_EQ(Put("oak").code(), absl::StatusCode::kOk);
}

TEST_F(SealedDbTest, ConstraintIsAlreadyExistsAndNamesNoValue) {
  ASSERT_TRUE(Put("ash").ok());
  const absl::Status status = Put("ash");
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(status.message()),
              testing::Not(testing::HasSubstr("ash")));
}

TEST_F(SealedDbTest, FullDiskIsResourceExhaustedAndTheTransactionIsUndone) {
  ASSERT_TRUE(db_->Execute("PRAGMA max_page_count = 8").ok());
  const absl::Status status = db_->InTransaction([this] {
    absl::Status put;
    for (int i = 0; put.ok(); ++i) {
      put = Put(std::string(1000, 'x') + std::to_string(i));
    }
    return put;
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Count(), 0);
  EXPECT_TRUE(Put("ash").ok());
}

TEST_F(SealedDbTest, SecondWriterIsUnavailable) {
  auto other = *SealedDb::Open(path_, key_);
  ASSERT_TRUE(other->Execute("PRAGMA busy_timeout = 10").ok());
  const absl::Status status = db_->InTransaction(
      [&] { return other->InTransaction([] { return absl::OkStatus(); }); });
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
}

TEST_F(SealedDbTest, ASnapshotIsOfOneMoment) {
  auto reader = *SealedDb::Open(path_, key_);
  ASSERT_TRUE(Put("ash").ok());
  {
    const SealedDb::Snapshot snapshot(*reader);
    EXPECT_EQ(Count(*reader), 1);
    ASSERT_TRUE(Put("oak").ok());
    EXPECT_EQ(Count(*reader), 1);
  }
  EXPECT_EQ(Count(*reader), 2);
}

TEST_F(SealedDbTest, ReaderSeesCommittedRowsOnly) {
  auto reader = *SealedDb::Open(path_, key_);
  ASSERT_TRUE(db_->InTransaction([&] {
                   EXPECT_TRUE(Put("ash").ok());
                   EXPECT_EQ(Count(*reader), 0);
                   return absl::OkStatus();
                 })
                  .ok());
  EXPECT_EQ(Count(*reader), 1);
}

TEST_F(SealedDbTest, FlippedByteIsFoundByCheckIntegrity) {
  FillPages();
  Reopen();
  ASSERT_TRUE(db_->CheckIntegrity().ok());
  db_.reset();
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(10 * 4096 + 100);
  const char flipped = static_cast<char>(file.get() ^ 1);
  file.seekp(10 * 4096 + 100);
  file.put(flipped);
  file.close();
  Reopen();
  EXPECT_EQ(db_->CheckIntegrity().code(), absl::StatusCode::kDataLoss);
}

TEST_F(SealedDbTest, ReadingADamagedPageIsDataLoss) {
  FillPages();
  db_.reset();
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  for (int page = 2; page < 30; ++page) {
    file.seekp(page * 4096 + 100);
    file.put('?').put('?').put('?').put('?');
  }
  file.close();
  Reopen();
  auto statement = *db_->Prepare("SELECT max(length(word)), min(word) FROM t");
  EXPECT_EQ(statement.Step().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(SealedDbTest, BackupOpensUnderTheSameKeyAndNoOther) {
  ASSERT_TRUE(Put("PLAINWORD").ok());
  const std::string path = folder_ + "/backup.db";
  const absl::Status status = db_->BackUpTo(path);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(FileText(path),
              testing::AllOf(testing::Not(testing::IsEmpty()),
                             testing::Not(testing::HasSubstr("PLAINWORD"))));
  EXPECT_FALSE(
      SealedDb::Open(path, Secret::FromBytes(std::string(32, 'x'))).ok());
  auto backup = SealedDb::Open(path, key_);
  ASSERT_TRUE(backup.ok()) << backup.status();
  EXPECT_EQ(Count(**backup), 1);
}

TEST_F(SealedDbTest, BackupNeverOverwritesAFile) {
  EXPECT_EQ(db_->BackUpTo(path_).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Count(), 0);
}

TEST_F(SealedDbTest, EmptyBytesAreNotNull) {
  auto statement = *db_->Prepare("SELECT ?, ?, ?");
  statement.BindBytes(1, {}).BindText(2, {}).BindNull(3);
  ASSERT_TRUE(*statement.Step());
  EXPECT_FALSE(statement.IsNull(0));
  EXPECT_FALSE(statement.IsNull(1));
  EXPECT_TRUE(statement.IsNull(2));
}

TEST_F(SealedDbTest, BytesWithZerosComeBackWhole) {
  const std::string bytes("a\0b", 3);
  auto statement = *db_->Prepare("SELECT ?");
  ASSERT_TRUE(*statement.BindBytes(1, bytes).Step());
  EXPECT_EQ(statement.Bytes(0), bytes);
}

TEST_F(SealedDbTest, BadBindIsReportedAtTheStep) {
  auto statement = *db_->Prepare("SELECT ?");
  EXPECT_FALSE(statement.BindInt(2, 1).Step().ok());
  statement.Reset();
  EXPECT_TRUE(statement.BindInt(1, 1).Step().ok());
}

}  // namespace
}  // namespace kith
