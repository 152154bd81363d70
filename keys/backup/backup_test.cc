// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "keys/backup/make_backup.h"
#include "keys/backup/restore_backup.h"
#include "keys/health/look.h"
#include "keys/program/load.h"
#include "keys/tlog/audit_log.h"
#include "tests/support/test_network.h"

namespace kith::backup {
namespace {

namespace fs = std::filesystem;
using absl::StatusCode;
using testing::HasSubstr;

// An agent of "school" with a database and a log, not running.
class BackupTest : public testing::Test {
 protected:
  BackupTest() {
    fs::create_directories(dir_);
    std::ofstream(At("network.kith"), std::ios::binary)
        << network_.Get()->signed_bytes();
    config_.set_agency("school");
    key_.ToNewFile(At("database.key")).IgnoreError();
    for (const char* name : {"signing.key", "log.key"}) {
      network_.school().seed().ToNewFile(At(name)).IgnoreError();
    }
    Secret::FromBytes("pem").ToNewFile(At("tls.key")).IgnoreError();
    setup_ = health::SetupOf(At("agent.textproto"), config_);
    OpenLog();
    Append(3);
  }
  ~BackupTest() override {
    log_.reset();
    fs::remove_all(dir_);
  }

  std::string At(const std::string& name) const { return dir_ / name; }
  std::string Origin() const { return "kith.example/northshire/agency/school"; }
  void OpenLog() {
    log_ = *tlog::AuditLog::Open(
        *SealedDb::Open(At("agent.db"), key_), {.origin = Origin()},
        *Signer::FromSeed(network_.school().seed()), clock_, random_);
  }
  void Append(int entries) {
    for (int i = 0; i < entries; ++i) {
      ASSERT_TRUE(
          log_->Run([](SealedDb&) {
                return std::vector<tlog::Entry>{
                    {.event = log::v1::EVENT_STAFF, .agency = "school"}};
              })
              .ok());
    }
  }
  MadeBackup Make(absl::Duration later = absl::ZeroDuration(),
                  const std::optional<Secret>& passphrase = std::nullopt) {
    auto made = MakeBackup(setup_, At("backups"), passphrase,
                           clock_.Now() + later, random_);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? *std::move(made) : MadeBackup();
  }
  absl::StatusOr<RestoredBackup> Restore(const std::string& folder,
                                         const std::string& checkpoint = "",
                                         const Secret* passphrase = nullptr) {
    RestoreOptions options{
        .folder = folder,
        .seen = {.origin = Origin(), .checkpoints = {}, .bring_up = nullptr},
        .passphrase = passphrase};
    if (!checkpoint.empty()) options.seen.checkpoints.push_back(checkpoint);
    return RestoreBackup(setup_, options, clock_.Now(), random_);
  }
  void Stop() { log_.reset(); }
  void LoseDatabase() {
    Stop();
    for (const char* end : {"", "-wal", "-shm"}) {
      fs::remove(At(absl::StrCat("agent.db", end)));
    }
  }

  SystemClock clock_;
  SystemRandom random_;
  const tests::TestNetwork network_{random_};
  const fs::path dir_ =
      fs::temp_directory_path() /
      absl::StrCat("kith-backup-", getpid(), "-", random_.Below(1u << 30));
  const Secret key_ = Secret::FromBytes(std::string(32, 'k'));
  config::v1::AgentConfig config_;
  health::Setup setup_;
  std::unique_ptr<tlog::AuditLog> log_;
};

TEST_F(BackupTest, CopiesWhileTheLogIsWritten) {
  const MadeBackup made = Make();
  EXPECT_EQ(made.manifest.log_size, 3u);
  EXPECT_EQ(made.manifest.id, "school");
  Append(1);
  EXPECT_EQ(log_->size(), 4u);
  const auto copy = SealedDb::OpenToRead(made.folder + "/database.db", key_);
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(ReadLogHead(**copy)->size, 3u);
  EXPECT_EQ(health::Backups(setup_, clock_.Now()).state,
            health::Finding::State::kGood);
}

TEST_F(BackupTest, TheCopyHoldsNoKeyUnlessItIsAskedFor) {
  const MadeBackup made = Make();
  EXPECT_FALSE(fs::exists(made.folder + "/keys.sealed"));
  const Secret passphrase = Secret::FromBytes("a very long passphrase");
  const MadeBackup with =
      Make(absl::Seconds(2), Secret::FromBytes(passphrase.Expose()));
  const auto kept = OpenKeptKeys(with.folder, passphrase);
  ASSERT_TRUE(kept.ok()) << kept.status();
  EXPECT_EQ(kept->size(), 4u);
  for (const KeptKey& key : *kept) {
    if (key.field == "database_key") {
      EXPECT_EQ(key.bytes.Expose(), key_.Expose());
    }
  }
  EXPECT_EQ(OpenKeptKeys(with.folder, Secret::FromBytes("another passphrase"))
                .status()
                .code(),
            StatusCode::kPermissionDenied);
}

TEST_F(BackupTest, WhatAKilledRunLeftIsRemoved) {
  fs::create_directories(At("backups/.agent-school-part"));
  std::ofstream(At("backups/.agent-school-part/database.db")) << "half";
  const MadeBackup made = Make();
  EXPECT_FALSE(fs::exists(At("backups/.agent-school-part")));
  EXPECT_TRUE(fs::exists(made.folder + "/manifest.json"));
}

TEST_F(BackupTest, TwoAtOnceAreNotMade) {
  Make();
  const auto first = FileLock::Take(At("backups/.agent-school-part"));
  const auto second = MakeBackup(setup_, At("backups"), std::nullopt,
                                 clock_.Now() + absl::Seconds(2), random_);
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr("another backup of this program is being made"));
}

TEST_F(BackupTest, RootsBackupIsTheServicesToRemove) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give a file away";
  fs::create_directories(At("backups"));
  ASSERT_EQ(chown(At("backups").c_str(), 1234, 1235), 0);
  const MadeBackup made = Make();
  fs::recursive_directory_iterator files(At("backups"));
  for (const auto& file : files) {
    struct stat found;
    ASSERT_EQ(stat(file.path().c_str(), &found), 0);
    EXPECT_EQ(found.st_uid, 1234u) << file.path();
  }
  EXPECT_TRUE(fs::exists(made.folder));
}

TEST_F(BackupTest, WhatRootsKilledRunLeftDoesNotStopTheServices) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may be somebody else";
  Stop();
  fs::create_directories(At("backups/.agent-school-part"));
  std::ofstream(At("backups/.agent-school-part/database.db")) << "half";
  for (const auto& file : fs::directory_iterator(dir_)) {
    ASSERT_EQ(chown(file.path().c_str(), 1234, 1234), 0);
  }
  ASSERT_EQ(chown(dir_.c_str(), 1234, 1234), 0);
  ASSERT_EQ(seteuid(1234), 0);
  const auto made =
      MakeBackup(setup_, At("backups"), std::nullopt, clock_.Now(), random_);
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_TRUE(made.ok()) << made.status();
}

TEST_F(BackupTest, ThoseOlderThanIsKeptGoAndTheNewestStays) {
  const MadeBackup old = Make();
  const MadeBackup next = Make(absl::Hours(24 * 36));
  EXPECT_EQ(next.removed, 1);
  EXPECT_FALSE(fs::exists(old.folder));
  EXPECT_TRUE(fs::exists(next.folder));
}

TEST_F(BackupTest, ALostDatabaseComesBackAndItsLogSaysSo) {
  const MadeBackup made = Make();
  LoseDatabase();
  const auto restored = Restore(made.folder);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_TRUE(restored->replaced.empty());
  OpenLog();
  EXPECT_EQ(log_->size(), 4u) << "three and the one that says it";
  const auto db = *SealedDb::Open(At("agent.db"), key_);
  const auto opening = tlog::AuditLog::ReadOpening(*db, 3);
  ASSERT_TRUE(opening.ok());
  EXPECT_EQ(opening->event(), log::v1::EVENT_ALARM);
  log::v1::EnquiryDetail detail;
  detail.ParseFromString(opening->detail());
  EXPECT_EQ(detail.cause(), "restored from a backup");
}

TEST_F(BackupTest, ARunningProgramsDatabaseIsNotReplaced) {
  const MadeBackup made = Make();
  const auto lock = FileLock::Take(At("agent.db"));
  ASSERT_TRUE(lock.ok());
  EXPECT_THAT(std::string(Restore(made.folder).status().message()),
              HasSubstr("stop it first"));
}

TEST_F(BackupTest, AnOlderCopyDoesNotReplaceANewerDatabase) {
  const MadeBackup made = Make();
  Append(2);
  Stop();
  const auto refused = Restore(made.folder);
  EXPECT_EQ(refused.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("has all of the backup: 5 log entries, and the backup "
                        "3"));
  OpenLog();
  EXPECT_EQ(log_->size(), 5u) << "nothing was changed";
}

TEST_F(BackupTest, ACopyThatIsShorterThanWhatSomebodySawIsRefused) {
  const MadeBackup made = Make();
  Append(2);
  const std::string seen = log_->checkpoint();
  LoseDatabase();
  const auto refused = Restore(made.folder, seen);
  EXPECT_EQ(refused.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(
      std::string(refused.status().message()),
      HasSubstr("somebody has seen 5 entries of this log and the backup "
                "has 3: going on from it would fork the log"));
  EXPECT_FALSE(fs::exists(At("agent.db"))) << "nothing half done";
}

TEST_F(BackupTest, ACheckpointThatFollowsIsNoHindrance) {
  const std::string seen = log_->checkpoint();
  Append(1);
  const MadeBackup made = Make();
  LoseDatabase();
  EXPECT_TRUE(Restore(made.folder, seen).ok());
}

TEST_F(BackupTest, ACopyThatContradictsACheckpointIsRefused) {
  const MadeBackup made = Make();
  LoseDatabase();
  OpenLog();  // Another history, of the same length.
  Append(3);
  const std::string seen = log_->checkpoint();
  LoseDatabase();
  EXPECT_EQ(Restore(made.folder, seen).status().code(), StatusCode::kAborted);
}

TEST_F(BackupTest, AnotherHistoryThatIsThereIsNotReplaced) {
  const MadeBackup made = Make();
  LoseDatabase();
  OpenLog();
  Append(2);
  Stop();
  EXPECT_EQ(Restore(made.folder).status().code(), StatusCode::kAborted);
}

TEST_F(BackupTest, ADamagedDatabaseIsSetAside) {
  const MadeBackup made = Make();
  LoseDatabase();
  std::ofstream(At("agent.db")) << std::string(8192, 'x');
  const auto restored = Restore(made.folder);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_TRUE(fs::exists(restored->replaced));
}

TEST_F(BackupTest, ACopyThatWasChangedIsRefused) {
  const MadeBackup made = Make();
  LoseDatabase();
  std::fstream file(made.folder + "/database.db",
                    std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(5000);
  file << "x";
  file.close();
  EXPECT_EQ(Restore(made.folder).status().code(), StatusCode::kDataLoss);
  EXPECT_FALSE(fs::exists(At("agent.db")));
  EXPECT_FALSE(fs::exists(At("agent.db.restoring")));
}

TEST_F(BackupTest, ABackupOfAnotherAgencyIsRefused) {
  const MadeBackup made = Make();
  LoseDatabase();
  config_.set_agency("clinic");
  setup_ = health::SetupOf(At("agent.textproto"), config_);
  EXPECT_THAT(std::string(Restore(made.folder).status().message()),
              HasSubstr("a backup of the agent school, and the configuration "
                        "is of the agent clinic"));
}

TEST_F(BackupTest, KeysThatAreMissingComeBackWhenItIsKnownWhoseTheyAre) {
  const Secret passphrase = Secret::FromBytes("a very long passphrase");
  const MadeBackup made =
      Make(absl::ZeroDuration(), Secret::FromBytes(passphrase.Expose()));
  LoseDatabase();
  fs::remove(At("database.key"));
  config_.set_agency("clinic");
  setup_ = health::SetupOf(At("agent.textproto"), config_);
  EXPECT_FALSE(Restore(made.folder, "", &passphrase).ok());
  EXPECT_FALSE(fs::exists(At("database.key"))) << "another's backup";
  config_.set_agency("school");
  setup_ = health::SetupOf(At("agent.textproto"), config_);
  {
    const auto lock = FileLock::Take(At("agent.db"));
    EXPECT_FALSE(Restore(made.folder, "", &passphrase).ok());
    EXPECT_FALSE(fs::exists(At("database.key"))) << "a program that runs";
  }
  EXPECT_TRUE(Restore(made.folder, "", &passphrase).ok());
  EXPECT_EQ(Secret::FromFile(At("database.key"), 32)->Expose(), key_.Expose());
}

TEST_F(BackupTest, AKeyThatIsACredentialIsNotWritten) {
  const Secret passphrase = Secret::FromBytes("a very long passphrase");
  const MadeBackup made =
      Make(absl::ZeroDuration(), Secret::FromBytes(passphrase.Expose()));
  LoseDatabase();
  fs::remove(At("log.key"));
  config_.set_database_key("credential:database.key");
  setup_ = health::SetupOf(At("agent.textproto"), config_);
  EXPECT_THAT(
      std::string(Restore(made.folder, "", &passphrase).status().message()),
      HasSubstr("a credential is not put back"));
  EXPECT_FALSE(fs::exists(At("log.key"))) << "nothing half done";
  EXPECT_FALSE(fs::exists("credential:database.key"));
}

TEST_F(BackupTest, AKeyThatSystemdGaveOpensIt) {
  fs::create_directory(At("credentials"));
  fs::rename(At("database.key"), At("credentials/database.key"));
  setenv("CREDENTIALS_DIRECTORY", At("credentials").c_str(), 1);
  config_.set_database_key("credential:database.key");
  setup_ = health::SetupOf(At("agent.textproto"), config_);
  const MadeBackup made = Make();
  LoseDatabase();
  const auto restored = Restore(made.folder);
  unsetenv("CREDENTIALS_DIRECTORY");
  EXPECT_TRUE(restored.ok()) << restored.status();
}

TEST_F(BackupTest, WhatRootRestoresBelongsToTheService) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give a file away";
  const Secret passphrase = Secret::FromBytes("a very long passphrase");
  const MadeBackup made =
      Make(absl::ZeroDuration(), Secret::FromBytes(passphrase.Expose()));
  LoseDatabase();
  fs::remove(At("database.key"));
  fs::remove(At("agent.db.lock"));
  ASSERT_EQ(chown(dir_.c_str(), 1234, 1235), 0);
  ASSERT_TRUE(Restore(made.folder, "", &passphrase).ok());
  for (const char* name : {"agent.db", "agent.db.lock", "database.key"}) {
    struct stat file;
    ASSERT_EQ(stat(At(name).c_str(), &file), 0) << name;
    EXPECT_EQ(file.st_uid, 1234u) << name;
    EXPECT_EQ(file.st_mode & 0777, 0600u) << name;
  }
}

// What a process that was killed has written lies in the write-ahead log.
TEST_F(BackupTest, WhatWasThereIsWholeWhereItWasSetAside) {
  const MadeBackup older = Make();
  Append(1);
  const MadeBackup made = Make(absl::Seconds(2));
  LoseDatabase();
  fs::copy_file(older.folder + "/database.db", At("agent.db"));
  const pid_t killed = fork();
  if (killed == 0) {
    const auto db = SealedDb::Open(At("agent.db"), key_);
    _exit(db.ok() && (*db)->Execute("CREATE TABLE late (x)").ok() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(killed, &status, 0), killed);
  ASSERT_EQ(status, 0);
  ASSERT_TRUE(fs::exists(At("agent.db-wal")));
  const auto restored = Restore(made.folder);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_FALSE(fs::exists(restored->replaced + "-wal")) << "it is one file";
  const auto aside = SealedDb::OpenToRead(restored->replaced, key_);
  ASSERT_TRUE(aside.ok()) << aside.status();
  EXPECT_EQ(ReadLogHead(**aside)->size, 3u);
  EXPECT_TRUE((*aside)->Prepare("SELECT x FROM late").ok());
}

TEST_F(BackupTest, WhatAKilledRestoreLeftDoesNotGetIntoTheNext) {
  const MadeBackup made = Make();
  LoseDatabase();
  for (const char* end : {"", "-wal", "-shm"}) {
    std::ofstream(At(absl::StrCat("agent.db.restoring", end))) << "half";
  }
  ASSERT_TRUE(Restore(made.folder).ok());
  EXPECT_FALSE(fs::exists(At("agent.db.restoring-wal")));
  OpenLog();
  EXPECT_EQ(log_->size(), 4u);
}

TEST_F(BackupTest, ADamagedManifestIsNamed) {
  const MadeBackup made = Make();
  LoseDatabase();
  std::ofstream(made.folder + "/manifest.json") << "{\"version\": 1}";
  EXPECT_THAT(std::string(Restore(made.folder).status().message()),
              HasSubstr("manifest.json: program is missing"));
}

}  // namespace
}  // namespace kith::backup
