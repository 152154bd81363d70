// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/restore_log.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "keys/base/fake_clock.h"
#include "keys/tlog/audit_log.h"
#include "keys/tlog/check_log.h"
#include "keys/tlog/tiles.h"

namespace kith::tlog {
namespace {

using testing::HasSubstr;

constexpr char kOrigin[] = "kith.example/test";
constexpr std::uint64_t kMade = 300;  // More than one bundle.

absl::Status Nothing(SealedDb&) { return absl::OkStatus(); }
void NoProgress(std::uint64_t, std::uint64_t) {}

// A log of 300 entries of "school" and "clinic", a mirror of it, and a copy of
// the database of when it had 100.
class RestoreLogTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "/kith-restore-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    auto log = Open("log.db");
    for (std::uint64_t i = 0; i < kMade; ++i) {
      if (i == 100) ASSERT_TRUE(Db("log.db")->BackUpTo(At("backup.db")).ok());
      Append(*log, i % 3 == 0 ? "clinic" : "school", absl::StrCat(i));
    }
    WriteMirror(*log, "log.db");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string At(const std::string& name) const { return folder_ / name; }
  std::unique_ptr<SealedDb> Db(const std::string& name) {
    return *SealedDb::Open(At(name), key_);
  }
  std::unique_ptr<AuditLog> Open(const std::string& name) {
    return *AuditLog::Open(
        Db(name), {.origin = kOrigin, .headroom_file = "", .headroom_bytes = 0},
        *Signer::FromSeed(seed_), clock_, random_);
  }
  void Append(AuditLog& log, const std::string& agency,
              const std::string& detail) {
    clock_.Advance(absl::Milliseconds(1));
    const Entry entry{log::v1::EVENT_PUBLISHED, agency, detail, ""};
    EXPECT_TRUE(log.Run([&](SealedDb&) -> absl::StatusOr<std::vector<Entry>> {
                     return std::vector<Entry>{entry};
                   })
                    .ok());
  }
  void Write(const std::string& path, absl::string_view bytes) {
    const std::filesystem::path whole = folder_ / path;
    std::filesystem::create_directories(whole.parent_path());
    std::ofstream(whole, std::ios::binary) << bytes;
  }
  void WriteMirror(AuditLog& log, const std::string& database) {
    std::filesystem::remove_all(At("mirror"));
    const auto db = Db(database);
    const std::string leaves = *AuditLog::ReadLeaves(*db, 0, 10'000);
    TileMaker tiles;
    const auto emit = [&](const std::string& path, absl::string_view bytes) {
      Write(absl::StrCat("mirror/", path), bytes);
      return absl::OkStatus();
    };
    for (std::size_t at = 0; at < leaves.size(); at += kLeafBytes) {
      EXPECT_TRUE(tiles.Add(leaves.substr(at, kLeafBytes), emit).ok());
    }
    EXPECT_TRUE(tiles.EmitPartial(emit).ok());
    Write("mirror/checkpoint", log.checkpoint());
  }

  absl::StatusOr<TileFolder> Mirror() {
    return OpenTileFolder(At("mirror"), kOrigin,
                          Signer::FromSeed(seed_)->public_key());
  }
  absl::StatusOr<RestoredLog> Restore(
      const std::string& name,
      const std::function<absl::Status(SealedDb&)>& also = &Nothing) {
    auto mirror = Mirror();
    if (!mirror.ok()) return mirror.status();
    LogToRestore from;
    from.mirror = *std::move(mirror);
    from.agencies = {"clinic", "refuge", "school"};
    from.now = clock_.Now();
    const auto db = Db(name);
    return RestoreLog(*db, from, random_, also, &NoProgress);
  }
  // What fsck finds; "" if nothing.
  std::string FaultsIn(const std::string& name) {
    Faults faults;
    const auto checked = CheckLog(
        *Db(name),
        {kOrigin, Signer::FromSeed(seed_)->public_key(), {Mirror()->note}},
        [](const FoundEntry&) {}, faults);
    EXPECT_TRUE(checked.ok()) << checked.status();
    restored_ = checked.ok() ? checked->restored : 0;
    std::string all;
    for (const Fault& fault : faults.kept()) {
      absl::StrAppend(&all, fault.where, ": ", fault.what, "\n");
    }
    return all;
  }
  std::uint64_t Leaves(const std::string& name) {
    const auto db = Db(name);
    auto count = *db->Prepare("SELECT count(*) FROM leaf");
    EXPECT_TRUE(count.Step().ok());
    return static_cast<std::uint64_t>(count.Int(0));
  }

  std::filesystem::path folder_;
  SystemRandom random_;
  FakeClock clock_;
  const Secret key_ = Secret::Generate(32, random_);
  const Secret seed_ = Secret::Generate(32, random_);
  std::uint64_t restored_ = 0;
};

TEST_F(RestoreLogTest, AnOlderCopyGoesOnFromTheMirror) {
  const auto restored = Restore("backup.db");
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->first, 100u);
  EXPECT_EQ(restored->end, kMade);
  EXPECT_EQ(restored->size, kMade + 3);
  EXPECT_EQ(FaultsIn("backup.db"), "");
  EXPECT_EQ(restored_, kMade - 100);
  // The chain goes on from the last entry the copy had.
  const auto db = Db("backup.db");
  const auto school = *AuditLog::ReadOpenings(*db, "school", 0, 1000);
  ASSERT_EQ(school.size(), 67u);
  log::v1::Opening opening;
  ASSERT_TRUE(opening.ParseFromString(school.back().opening()));
  EXPECT_EQ(opening.event(), log::v1::EVENT_RESTORE);
  EXPECT_EQ(opening.agency_sequence(), 67u);
  log::v1::RestoreDetail detail;
  ASSERT_TRUE(detail.ParseFromString(opening.detail()));
  EXPECT_EQ(detail.first(), 100u);
  EXPECT_EQ(detail.end(), kMade);
  EXPECT_EQ(detail.checkpoint_sha256(), HashBytes(Sha256(Mirror()->note)));
}

TEST_F(RestoreLogTest, ALostDatabaseIsMadeAgainAndTheLogGoesOn) {
  const auto restored = Restore("new.db");
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->first, 0u);
  auto log = Open("new.db");
  EXPECT_EQ(log->size(), kMade + 3);
  // Nobody who has seen the mirror's tree sees another.
  const auto seen = Mirror()->checkpoint;
  const auto now = *OpenCheckpoint(log->checkpoint(), kOrigin,
                                   Signer::FromSeed(seed_)->public_key());
  EXPECT_TRUE(VerifyConsistency(seen.size, seen.root, now.size, now.root,
                                *log->Consistency(seen.size, now.size))
                  .ok());
  Append(*log, "school", "after");
  log.reset();
  EXPECT_EQ(FaultsIn("new.db"), "");
}

TEST_F(RestoreLogTest, ASecondLossIsRestoredTooAndTheRangesDoNotMeet) {
  ASSERT_TRUE(Restore("new.db").ok());
  {
    auto log = Open("new.db");
    ASSERT_TRUE(Db("new.db")->BackUpTo(At("second.db")).ok());
    Append(*log, "school", "lost the second time");
    WriteMirror(*log, "new.db");
  }
  const auto restored = Restore("second.db");
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->first, kMade + 3);
  EXPECT_EQ(restored->end, kMade + 4);
  EXPECT_EQ(FaultsIn("second.db"), "");
  EXPECT_EQ(restored_, kMade + 1);
}

TEST_F(RestoreLogTest, WhatHasAllOfItNeedsNothing) {
  const auto restored = Restore("log.db");
  EXPECT_TRUE(absl::IsAlreadyExists(restored.status()));
  EXPECT_THAT(std::string(restored.status().message()),
              HasSubstr("has 300 log entries and the mirror 300: nothing to "
                        "recover"));
}

TEST_F(RestoreLogTest, ACopyThatWentAnotherWayContradicts) {
  {
    auto log = Open("backup.db");
    Append(*log, "school", "written on the copy");
  }
  const auto restored = Restore("backup.db");
  EXPECT_TRUE(absl::IsAborted(restored.status())) << restored.status();
  EXPECT_THAT(std::string(restored.status().message()),
              HasSubstr("the 101 log entries of the database are not the first "
                        "of the mirror's 300"));
  EXPECT_EQ(Leaves("backup.db"), 101u);
}

TEST_F(RestoreLogTest, AnyChangedByteOfTheMirrorLeavesTheDatabaseAsItWas) {
  for (const char* name :
       {"checkpoint", "tile/entries/000", "tile/entries/001.p/44"}) {
    const std::string path = At(absl::StrCat("mirror/", name));
    std::ifstream in(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(in), {});
    for (const std::size_t at :
         {std::size_t{1}, bytes.size() / 2, bytes.size() - 3}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ 1);
      Write(absl::StrCat("mirror/", name), changed);
      EXPECT_FALSE(Restore("backup.db").ok()) << name << " " << at;
      EXPECT_EQ(Leaves("backup.db"), 100u);
    }
    Write(absl::StrCat("mirror/", name), bytes.substr(0, bytes.size() / 2));
    EXPECT_FALSE(Restore("backup.db").ok()) << name;
    std::filesystem::remove(path);
    EXPECT_FALSE(Restore("backup.db").ok()) << name;
    Write(absl::StrCat("mirror/", name), bytes);
  }
  EXPECT_EQ(Leaves("backup.db"), 100u);
  EXPECT_TRUE(Restore("backup.db").ok());
}

TEST_F(RestoreLogTest, WhatFailsBesideTheLogUndoesAllOfIt) {
  const auto restored = Restore("backup.db", [](SealedDb&) {
    return absl::UnavailableError("the index is busy");
  });
  EXPECT_TRUE(absl::IsUnavailable(restored.status()));
  EXPECT_EQ(Leaves("backup.db"), 100u);
  EXPECT_EQ(FaultsIn("backup.db"),
            "leaf: holds 100 entries, and 300 were signed before\n");
}

TEST_F(RestoreLogTest, LeavesAloneThatNoEntryNamesAreAFault) {
  ASSERT_TRUE(Restore("backup.db").ok());
  // One more than was restored.
  ASSERT_TRUE(Db("backup.db")
                  ->Execute("DELETE FROM leaf_detail WHERE position = 99")
                  .ok());
  const std::string faults = FaultsIn("backup.db");
  EXPECT_THAT(faults, HasSubstr("leaf 99: has no row in leaf_detail"));
  EXPECT_THAT(faults, testing::Not(HasSubstr("leaf 100")));
}

TEST_F(RestoreLogTest, ADetailAmongWhatWasRestoredIsAFault) {
  ASSERT_TRUE(Restore("backup.db").ok());
  ASSERT_TRUE(Db("backup.db")
                  ->Execute("INSERT INTO leaf_detail (position, agency) "
                            "VALUES (200, 'school')")
                  .ok());
  EXPECT_THAT(FaultsIn("backup.db"),
              HasSubstr("leaf 100: or one of those up to leaf 299 has a row"));
  EXPECT_EQ(restored_, 0u);
}

}  // namespace
}  // namespace kith::tlog
