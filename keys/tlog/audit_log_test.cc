// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/audit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "keys/base/fake_clock.h"

namespace kith::tlog {
namespace {

constexpr char kOrigin[] = "kith.example/test";

class AuditLogTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    Reopen();
  }
  void TearDown() override {
    log_.reset();
    std::filesystem::remove_all(folder_);
  }
  std::unique_ptr<SealedDb> Db() {
    return *SealedDb::Open(folder_ / "log.db", key_);
  }
  void Reopen() {
    log_.reset();
    auto log = AuditLog::Open(
        Db(), {.origin = kOrigin, .headroom_file = "", .headroom_bytes = 0},
        *Signer::FromSeed(seed_), clock_, random_);
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = *std::move(log);
  }
  absl::StatusOr<Committed> Append(const std::string& agency,
                                   const std::string& detail) {
    return log_->Run([&](SealedDb&) -> absl::StatusOr<std::vector<Entry>> {
      return std::vector<Entry>{{log::v1::EVENT_HEARTBEAT, agency, detail, ""}};
    });
  }
  absl::StatusOr<Checkpoint> Newest() {
    return OpenCheckpoint(log_->checkpoint(), kOrigin,
                          Signer::FromSeed(seed_)->public_key());
  }

  std::filesystem::path folder_;
  SystemRandom random_;
  FakeClock clock_;
  const Secret key_ = Secret::Generate(32, random_);
  const Secret seed_ = Secret::Generate(32, random_);
  std::unique_ptr<AuditLog> log_;
};

TEST_F(AuditLogTest, AnEntryIsProvedUnderTheCheckpointItCameWith) {
  ASSERT_TRUE(Append("school", "one").ok());
  const Committed committed = *Append("school", "two");
  const Checkpoint checkpoint = *Newest();
  const Appended& entry = committed.entries[0];
  EXPECT_EQ(entry.index, 1u);
  EXPECT_TRUE(VerifyInclusion(entry.index, checkpoint.size,
                              LeafHash(entry.leaf),
                              *log_->Inclusion(entry.index, checkpoint.size),
                              checkpoint.root)
                  .ok());
}

TEST_F(AuditLogTest, AnOpeningOpensItsLeafAndNoOther) {
  const Committed committed = *Append("school", "one");
  const Appended& entry = committed.entries[0];
  const Leaf leaf = *ParseLeaf(entry.leaf);
  EXPECT_EQ(Commitment(SealOpening(entry.salt, entry.opening), NoPublicPart()),
            leaf.commitment);
  EXPECT_NE(
      Commitment(SealOpening(entry.salt, entry.opening + "x"), NoPublicPart()),
      leaf.commitment);
}

TEST_F(AuditLogTest, TheLogsKeeperReadsTheOpeningOfAnyEntry) {
  ASSERT_TRUE(Append("school", "one").ok());
  ASSERT_TRUE(Append("clinic", "other").ok());
  const auto db = Db();
  const auto opening = AuditLog::ReadOpening(*db, 1);
  ASSERT_TRUE(opening.ok()) << opening.status();
  EXPECT_EQ(opening->agency(), "clinic");
  EXPECT_TRUE(absl::IsNotFound(AuditLog::ReadOpening(*db, 2).status()));
}

TEST_F(AuditLogTest, EveryAgencyHasADenseChain) {
  ASSERT_TRUE(Append("school", "one").ok());
  ASSERT_TRUE(Append("clinic", "other").ok());
  ASSERT_TRUE(Append("school", "two").ok());
  const auto db = Db();
  const auto openings = *AuditLog::ReadOpenings(*db, "school", 0, 10);
  ASSERT_EQ(openings.size(), 2u);
  log::v1::Opening second;
  ASSERT_TRUE(second.ParseFromString(openings[1].opening()));
  EXPECT_EQ(second.agency_sequence(), 2u);
  EXPECT_EQ(second.agency_previous(), HashBytes(LeafHash(openings[0].leaf())));
}

TEST_F(AuditLogTest, TheLogIsTheSameAfterReopening) {
  ASSERT_TRUE(Append("school", "one").ok());
  ASSERT_TRUE(Append("clinic", "two").ok());
  const Checkpoint before = *Newest();
  Reopen();
  EXPECT_EQ(*Newest(), before);
  ASSERT_TRUE(Append("school", "three").ok());
  const Checkpoint after = *Newest();
  EXPECT_TRUE(VerifyConsistency(before.size, before.root, after.size,
                                after.root,
                                *log_->Consistency(before.size, after.size))
                  .ok());
}

TEST_F(AuditLogTest, AChangeThatFailsLeavesNoTrace) {
  const auto failed =
      log_->Run([](SealedDb& db) -> absl::StatusOr<std::vector<Entry>> {
        const absl::Status made = db.Execute("CREATE TABLE trace (x INTEGER)");
        return made.ok() ? absl::PermissionDeniedError("no") : made;
      });
  EXPECT_EQ(failed.status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(log_->size(), 0u);
  EXPECT_TRUE(Db()->Execute("CREATE TABLE trace (x INTEGER)").ok());
}

TEST_F(AuditLogTest, AMissingEntryStopsTheStart) {
  for (int i = 0; i < 3; ++i)
    ASSERT_TRUE(Append("school", absl::StrCat(i)).ok());
  log_.reset();
  ASSERT_TRUE(Db()->Execute("DELETE FROM leaf WHERE position = 1").ok());
  const auto reopened = AuditLog::Open(
      Db(), {.origin = kOrigin, .headroom_file = "", .headroom_bytes = 0},
      *Signer::FromSeed(seed_), clock_, random_);
  EXPECT_EQ(reopened.status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(AuditLogTest, ManyWaitingChangesShareCommits) {
  constexpr int kChanges = 500;
  absl::BlockingCounter left(kChanges);
  std::atomic<int> acknowledged = 0;
  for (int i = 0; i < kChanges; ++i) {
    log_->Submit(
        [i](SealedDb&) -> absl::StatusOr<std::vector<Entry>> {
          return std::vector<Entry>{
              {log::v1::EVENT_HEARTBEAT, "school", absl::StrCat(i), ""}};
        },
        [&](absl::StatusOr<Committed> committed) {
          if (committed.ok()) ++acknowledged;
          left.DecrementCount();
        });
  }
  left.Wait();
  EXPECT_EQ(acknowledged, kChanges);
  EXPECT_EQ(log_->size(), static_cast<std::uint64_t>(kChanges));
  EXPECT_LT(log_->commits(), static_cast<std::uint64_t>(kChanges));
}

TEST_F(AuditLogTest, TimeInTheLogNeverRunsBackwards) {
  ASSERT_TRUE(Append("school", "one").ok());
  clock_.Jump(-absl::Hours(24));
  const Committed committed = *Append("school", "two");
  const std::string leaves = *AuditLog::ReadLeaves(*Db(), 0, 2);
  EXPECT_GE(ParseLeaf(leaves.substr(kLeafBytes))->time,
            ParseLeaf(leaves.substr(0, kLeafBytes))->time);
}

TEST_F(AuditLogTest, AWithdrawalPassesOnAFullDiskByUsingTheHeadroom) {
  log_.reset();
  const std::filesystem::path headroom = folder_ / "headroom";
  auto opened = AuditLog::Open(
      Db(),
      {.origin = kOrigin, .headroom_file = headroom, .headroom_bytes = 1 << 20},
      *Signer::FromSeed(seed_), clock_, random_);
  ASSERT_TRUE(opened.ok());
  log_ = *std::move(opened);
  // Full, until the headroom is given up.
  const auto change = [&](SealedDb&) -> absl::StatusOr<std::vector<Entry>> {
    if (std::filesystem::exists(headroom)) return DiskFullError("disk full");
    return std::vector<Entry>{{log::v1::EVENT_WITHDRAWN, "school", "", ""}};
  };
  EXPECT_EQ(log_->Run(change).status().code(),
            absl::StatusCode::kResourceExhausted);
  absl::BlockingCounter left(1);
  absl::Status status;
  log_->SubmitUrgently(change, [&](absl::StatusOr<Committed> committed) {
    status = committed.status();
    left.DecrementCount();
  });
  left.Wait();
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(AuditLogTest, WhoeverIsOverAnAllowanceUndoesNobodyElsesChange) {
  absl::Notification both_wait;
  absl::BlockingCounter left(3);
  std::vector<absl::Status> told(3);
  const auto tell = [&](std::size_t who) {
    return [&, who](absl::StatusOr<Committed> committed) {
      told[who] = committed.status();
      left.DecrementCount();
    };
  };
  const auto heartbeat = [](SealedDb&) -> absl::StatusOr<std::vector<Entry>> {
    return std::vector<Entry>{{log::v1::EVENT_HEARTBEAT, "clinic", "", ""}};
  };
  // Holds the writer, so that the next two share one transaction.
  log_->Submit(
      [&](SealedDb&) -> absl::StatusOr<std::vector<Entry>> {
        both_wait.WaitForNotification();
        return std::vector<Entry>{};
      },
      tell(0));
  log_->Submit(
      [](SealedDb&) -> absl::StatusOr<std::vector<Entry>> {
        return absl::ResourceExhaustedError("over the daily allowance");
      },
      tell(1));
  log_->Submit(heartbeat, tell(2));
  both_wait.Notify();
  left.Wait();
  EXPECT_TRUE(told[0].ok()) << told[0];
  EXPECT_EQ(told[1].code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(told[2].ok()) << told[2];
  EXPECT_EQ(log_->size(), 1u);
}

}  // namespace
}  // namespace kith::tlog
