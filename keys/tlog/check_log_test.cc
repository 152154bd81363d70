// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/check_log.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "keys/base/fake_clock.h"
#include "keys/tlog/audit_log.h"

namespace kith::tlog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kOrigin[] = "kith.example/test";

// A log of six entries, "school" and "clinic" in turn; "school" has erased its
// second, leaf 2, by leaf 6. Closed, so that a test can damage it.
class CheckLogTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "/kith-check-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    auto log = AuditLog::Open(
        Db(), {.origin = kOrigin, .headroom_file = "", .headroom_bytes = 0},
        *Signer::FromSeed(seed_), clock_, random_);
    ASSERT_TRUE(log.ok()) << log.status();
    for (int i = 0; i < 6; ++i) {
      clock_.Advance(absl::Seconds(1));
      Append(**log, {log::v1::EVENT_HEARTBEAT, i % 2 == 0 ? "school" : "clinic",
                     absl::StrCat("entry ", i), ""});
      early_ = i == 2 ? (*log)->checkpoint() : early_;
    }
    const auto erased =
        (*log)->Run([](SealedDb& db) -> absl::StatusOr<std::vector<Entry>> {
          auto entry = AuditLog::Erase(db, "school", {2}, "request");
          if (!entry.ok()) return entry.status();
          return std::vector<Entry>{*entry};
        });
    ASSERT_TRUE(erased.ok()) << erased.status();
    newest_ = (*log)->checkpoint();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static void Append(AuditLog& log, const Entry& entry) {
    EXPECT_TRUE(log.Run([&](SealedDb&) -> absl::StatusOr<std::vector<Entry>> {
                     return std::vector<Entry>{entry};
                   })
                    .ok());
  }
  std::unique_ptr<SealedDb> Db() {
    return *SealedDb::Open(folder_ / "log.db", key_);
  }
  void Damage(const std::string& sql) {
    const auto damaged = Db()->Execute(sql);
    ASSERT_TRUE(damaged.ok()) << damaged;
  }
  LogToCheck ThisLog(std::vector<std::string> seen = {}) {
    return {kOrigin, Signer::FromSeed(seed_)->public_key(), std::move(seen)};
  }
  absl::StatusOr<CheckedLog> Check(const LogToCheck& log) {
    return CheckLog(
        *Db(), log, [](const FoundEntry&) {}, faults_);
  }
  // "leaf 3: is missing"
  std::vector<std::string> Found(const LogToCheck& log) {
    faults_ = Faults();
    const auto checked = Check(log);
    EXPECT_TRUE(checked.ok()) << checked.status();
    std::vector<std::string> found;
    for (const Fault& fault : faults_.kept()) {
      EXPECT_THAT(fault.next, testing::Not(IsEmpty()));
      found.push_back(absl::StrCat(fault.where, ": ", fault.what));
    }
    return found;
  }
  std::vector<std::string> Found() { return Found(ThisLog()); }

  std::filesystem::path folder_;
  SystemRandom random_;
  FakeClock clock_;
  const Secret key_ = Secret::Generate(32, random_);
  const Secret seed_ = Secret::Generate(32, random_);
  std::string early_;   // The checkpoint of 3 leaves.
  std::string newest_;  // Of all 7.
  Faults faults_;
};

TEST_F(CheckLogTest, AWholeLogIsSoundAndItsRootIsTheOneThatWasSigned) {
  const auto checked = Check(ThisLog({early_, newest_}));
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(faults_.count(), 0u);
  EXPECT_EQ(checked->leaves, 7u);
  EXPECT_EQ(checked->openings, 6u);
  EXPECT_EQ(checked->erased, 1u);
  EXPECT_EQ(checked->head,
            *OpenCheckpoint(newest_, kOrigin, ThisLog().public_key));
}

TEST_F(CheckLogTest, AMissingLeafIsNamed) {
  Damage("DELETE FROM leaf WHERE position = 3");
  EXPECT_THAT(Found(),
              ElementsAre("leaf 3: is missing",
                          "leaf_detail 5: is its agency's entry 3, where "
                          "entry 2 should stand",
                          "leaf_detail 5: does not follow its agency's entry "
                          "before it",
                          "leaf_detail 3: stands beside no leaf"));
}

TEST_F(CheckLogTest, ALeafOfWrongLengthIsNamed) {
  Damage("UPDATE leaf SET bytes = x'00' WHERE position = 6");
  EXPECT_THAT(Found(),
              ElementsAre("leaf 6: is no leaf: a wrong length or version",
                          "agency_chain school: does not stand at the agency's "
                          "newest entry"));
}

TEST_F(CheckLogTest, ALeafThatStandsElsewhereIsNamed) {
  Damage(
      "UPDATE leaf SET bytes = (SELECT bytes FROM leaf WHERE position = 3) "
      "WHERE position = 5");
  EXPECT_THAT(Found(), testing::Contains("leaf 5: says that it is leaf 3"));
  EXPECT_THAT(Found(),
              testing::Contains("leaf 5: is older than the leaf before it"));
}

TEST_F(CheckLogTest, AChangedLeafIsNotWhatItsOpeningOpens) {
  // One byte of the commitment of the clinic's newest.
  Damage(
      "UPDATE leaf SET bytes = CAST(substr(bytes, 1, 20) || "
      "CASE substr(bytes, 21, 1) WHEN x'00' THEN x'01' ELSE x'00' END || "
      "substr(bytes, 22) AS BLOB) WHERE position = 5");
  EXPECT_THAT(Found(),
              ElementsAre("leaf_detail 5: is not what its leaf commits to",
                          "agency_chain clinic: does not stand at the agency's "
                          "newest entry"));
  EXPECT_THAT(Found(ThisLog({newest_})),
              testing::Contains("leaf: does not begin with the 7 entries that "
                                "were signed before"));
}

TEST_F(CheckLogTest, ADetailThatDoesNotOpenIsNamed) {
  Damage("UPDATE leaf_detail SET key = zeroblob(32) WHERE position = 1");
  EXPECT_THAT(Found(),
              ElementsAre("leaf_detail 1: does not open under its key"));
}

TEST_F(CheckLogTest, AMissingDetailIsNamed) {
  Damage("DELETE FROM leaf_detail WHERE position = 5");
  EXPECT_THAT(Found(),
              ElementsAre("leaf 5: has no row in leaf_detail",
                          "agency_chain clinic: does not stand at the agency's "
                          "newest entry"));
}

TEST_F(CheckLogTest, AnErasureThatNoEntryExplainsIsNamed) {
  Damage("UPDATE leaf_detail SET key = NULL, sealed = NULL WHERE position = 4");
  EXPECT_THAT(Found(), ElementsAre("leaf_detail 4: is erased, and no later "
                                   "entry of its agency says so"));
}

TEST_F(CheckLogTest, HalfAnErasureIsNamed) {
  Damage("UPDATE leaf_detail SET sealed = NULL WHERE position = 4");
  EXPECT_THAT(Found(), ElementsAre("leaf_detail 4: is half erased: a key "
                                   "without its opening"));
}

TEST_F(CheckLogTest, WhatWasErasedAndIsThereIsNamed) {
  Damage(
      "UPDATE leaf_detail SET (key, sealed) = (SELECT key, sealed FROM "
      "leaf_detail WHERE position = 4) WHERE position = 2");
  EXPECT_THAT(Found(),
              ElementsAre("leaf_detail 2: does not open under its key",
                          "leaf_detail 2: is there, though leaf 6 says that it "
                          "was erased"));
}

TEST_F(CheckLogTest, ADetailUnderAnotherAgencyIsNamed) {
  Damage("UPDATE leaf_detail SET agency = 'school' WHERE position = 5");
  EXPECT_THAT(Found(), testing::Contains("leaf_detail 5: stands under another "
                                         "agency than it was made for"));
}

TEST_F(CheckLogTest, AChainThatStandsElsewhereIsNamed) {
  Damage("UPDATE agency_chain SET sequence = 2 WHERE agency = 'clinic'");
  EXPECT_THAT(Found(), ElementsAre("agency_chain clinic: does not stand at the "
                                   "agency's newest entry"));
}

TEST_F(CheckLogTest, AMissingChainAndOneOfNobodyAreNamed) {
  Damage("UPDATE agency_chain SET agency = 'nobody' WHERE agency = 'clinic'");
  EXPECT_THAT(
      Found(),
      ElementsAre("agency_chain nobody: is of an agency without entries",
                  "agency_chain clinic: is missing"));
}

TEST_F(CheckLogTest, ALogThatIsShorterThanWhatWasSignedIsNamed) {
  Damage(
      "DELETE FROM leaf WHERE position = 6;"
      "DELETE FROM leaf_detail WHERE position = 6");
  EXPECT_THAT(Found(ThisLog({newest_})),
              testing::Contains("leaf: holds 6 entries, and 7 were signed "
                                "before"));
}

TEST_F(CheckLogTest, ACheckpointOfAnotherLogProvesNothing) {
  LogToCheck other = ThisLog({newest_});
  other.origin = "kith.example/other";
  EXPECT_TRUE(absl::IsInvalidArgument(Check(other).status()));
}

TEST_F(CheckLogTest, FaultsAreCountedBeyondThoseThatAreKept) {
  for (std::size_t i = 0; i < Faults::kKept + 5; ++i)
    faults_.Add("a", "b", "c");
  EXPECT_EQ(faults_.count(), Faults::kKept + 5);
  EXPECT_EQ(faults_.kept().size(), Faults::kKept);
}

}  // namespace
}  // namespace kith::tlog
