// SPDX-License-Identifier: Apache-2.0
#include "broker/store/check_store.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "broker/store/sqlcipher_store.h"
#include "keys/base/fake_clock.h"
#include "keys/tlog/audit_log.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tlog::AuditLog;
using tlog::Entry;
using Entries = absl::StatusOr<std::vector<Entry>>;

constexpr char kOrigin[] = "kith.example/test";
constexpr char kSchool[] = "school";

std::string Id(char c) { return std::string(16, c); }
std::string Wide(char c) { return std::string(32, c); }

// A broker's database after a short day: "school" recorded grounds g, h and i,
// took back g here and h everywhere; it asked question a, which was answered,
// b, which was aborted, and c, which waits. Closed, so that a test can damage
// it.
class CheckStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "/kith-check-XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    auto db = Db();
    ASSERT_TRUE(CreateStoreTables(*db).ok());
    log_ = *AuditLog::Open(
        std::move(db),
        {.origin = kOrigin, .headroom_file = "", .headroom_bytes = 0},
        *Signer::FromSeed(seed_), clock_, random_);
    for (const char ground : {'g', 'h', 'i'}) Record(ground);
    Insert('r');
    Withdraw('g', true);
    Withdraw('h', false);
    for (const char id : {'a', 'b', 'c'}) Accept(id);
    End('a', log::v1::EVENT_RELEASED);
    End('b', log::v1::EVENT_ABORTED);
    log_.reset();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Path() const { return folder_ / "broker.db"; }
  std::unique_ptr<SealedDb> Db() { return *SealedDb::Open(Path(), key_); }

  void Log(const std::function<Entries(StoreTransaction&)>& change) {
    const auto committed = log_->Run([&](SealedDb& db) -> Entries {
      SqlcipherTransaction transaction(db);
      return change(transaction);
    });
    ASSERT_TRUE(committed.ok()) << committed.status();
  }
  void Record(char ground) {
    Log([&](StoreTransaction& store) -> Entries {
      EXPECT_TRUE(store
                      .RecordGround({.ref = Id(ground),
                                     .root = Wide(ground),
                                     .owner_tag = Wide('o'),
                                     .expires_at = clock_.Now()})
                      .ok());
      return OfGround(log::v1::EVENT_CONSENT, ground, false);
    });
  }
  void Withdraw(char ground, bool only_here) {
    Log([&](StoreTransaction& store) -> Entries {
      EXPECT_TRUE((only_here ? store.WithdrawGround(Id(ground))
                             : store.WithdrawRoot(Wide(ground)).status())
                      .ok());
      return OfGround(log::v1::EVENT_WITHDRAWN, ground, only_here);
    });
  }
  Entries OfGround(log::v1::Event event, char ground, bool only_here) {
    log::v1::GroundDetail detail;
    detail.add_refs(Id(ground));
    detail.set_only_here(only_here);
    return std::vector<Entry>{{event, kSchool, detail.SerializeAsString(), ""}};
  }
  void Insert(char row) {
    Log([&](StoreTransaction& store) -> Entries {
      const RowToInsert insert{
          {Wide(row), Wide('x'), "sealed", "12345678", 8000}, kSchool, 7};
      EXPECT_TRUE(store
                      .InsertRows({&insert, 1},
                                  {16, 8,
                                   [](const RowToInsert&, const RowPlace&,
                                      absl::string_view) { return false; }})
                      .ok());
      return std::vector<Entry>{};
    });
  }
  Entries OfEnquiry(log::v1::Event event, char id) {
    log::v1::EnquiryDetail detail;
    detail.set_enquiry_id(Id(id));
    detail.set_body_sha256(Wide(id));
    return std::vector<Entry>{{event, kSchool, detail.SerializeAsString(), ""}};
  }
  void Accept(char id) {
    Log([&](StoreTransaction& store) -> Entries {
      EXPECT_TRUE(
          store.OpenEnquiry({Id(id), kSchool, Wide(id), clock_.Now()}).ok());
      return OfEnquiry(log::v1::EVENT_ACCEPTED, id);
    });
  }
  void End(char id, log::v1::Event how) {
    Log([&](StoreTransaction& store) -> Entries {
      EXPECT_TRUE(store.EndEnquiry(Id(id)).ok());
      return OfEnquiry(how, id);
    });
  }
  // One more entry, without what a broker changes beside it.
  void LogOnly(const Entries& entries) {
    log_ = *AuditLog::Open(
        Db(), {.origin = kOrigin, .headroom_file = "", .headroom_bytes = 0},
        *Signer::FromSeed(seed_), clock_, random_);
    Log([&](StoreTransaction&) { return entries; });
    log_.reset();
  }
  void Damage(const std::string& sql) {
    const auto damaged = Db()->Execute(sql);
    ASSERT_TRUE(damaged.ok()) << damaged;
  }
  // Writes over some bytes in the middle of a page.
  void DamagePage(std::size_t page) {
    std::fstream file(Path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(page * 4096 + 2000));
    file.write("damage", 6);
  }
  std::size_t Pages() { return std::filesystem::file_size(Path()) / 4096; }
  absl::StatusOr<CheckedStore> Check() {
    faults_ = tlog::Faults();
    auto db = SealedDb::OpenToRead(Path(), key_);
    if (!db.ok()) return db.status();
    return CheckStore(
        **db, {kOrigin, Signer::FromSeed(seed_)->public_key(), {}}, faults_);
  }
  // "enquiry 61616161: has not ended, ..."
  std::vector<std::string> Found() {
    const auto checked = Check();
    EXPECT_TRUE(checked.ok()) << checked.status();
    std::vector<std::string> found;
    for (const tlog::Fault& fault : faults_.kept()) {
      found.push_back(absl::StrCat(fault.where, ": ", fault.what));
    }
    return found;
  }

  std::filesystem::path folder_;
  SystemRandom random_;
  FakeClock clock_;
  const Secret key_ = Secret::Generate(SealedDb::kKeyBytes, random_);
  const Secret seed_ = Secret::Generate(32, random_);
  std::unique_ptr<AuditLog> log_;
  tlog::Faults faults_;
};

TEST_F(CheckStoreTest, WhatABrokerLeavesIsSound) {
  const auto checked = Check();
  ASSERT_TRUE(checked.ok()) << checked.status();
  EXPECT_EQ(faults_.count(), 0u);
  EXPECT_EQ(checked->log.leaves, 10u);
  EXPECT_EQ(checked->rows, 1u);
  EXPECT_EQ(checked->grounds, 3u);
  EXPECT_EQ(checked->withdrawn, 2u);
  EXPECT_EQ(checked->enquiries, 3u);
}

TEST_F(CheckStoreTest, LookingChangesNoByte) {
  const auto bytes = [&] {
    std::ifstream file(Path(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const std::string before = bytes();
  EXPECT_THAT(Found(), IsEmpty());
  EXPECT_EQ(bytes(), before);
  const auto db = *SealedDb::OpenToRead(Path(), key_);
  EXPECT_FALSE(db->Execute("DELETE FROM ground").ok());
}

TEST_F(CheckStoreTest, AMissingFileIsNoEmptyStore) {
  std::filesystem::remove(Path());
  EXPECT_TRUE(absl::IsNotFound(Check().status()));
  EXPECT_FALSE(std::filesystem::exists(Path()));
}

TEST_F(CheckStoreTest, AnotherDatabaseIsNoBrokers) {
  Damage("DROP TABLE ground");
  EXPECT_TRUE(absl::IsFailedPrecondition(Check().status()));
}

TEST_F(CheckStoreTest, ADamagedPageIsNamed) {
  DamagePage(Pages() - 1);
  (void)Check();
  ASSERT_GE(faults_.count(), 1u);
  EXPECT_EQ(faults_.kept()[0].where, "database file");
  EXPECT_THAT(faults_.kept()[0].what,
              HasSubstr(absl::StrCat("page ", Pages())));
}

TEST_F(CheckStoreTest, ADamagedFirstPageIsDataLoss) {
  DamagePage(0);
  EXPECT_TRUE(absl::IsDataLoss(Check().status()));
}

TEST_F(CheckStoreTest, FaultsOfTheLogAreFound) {
  Damage(
      "DELETE FROM leaf WHERE position = 9;"
      "DELETE FROM leaf_detail WHERE position = 9");
  EXPECT_THAT(Found(), Contains(HasSubstr("agency_chain school")));
}

TEST_F(CheckStoreTest, AnAnswerThatWasNotAcceptedIsNamed) {
  LogOnly(OfEnquiry(log::v1::EVENT_RELEASED, 'z'));
  EXPECT_THAT(Found(),
              ElementsAre("leaf_detail 10: answers an enquiry that was not "
                          "accepted before, or had ended"));
}

TEST_F(CheckStoreTest, ASecondAnswerIsNamed) {
  LogOnly(OfEnquiry(log::v1::EVENT_RELEASED, 'a'));
  EXPECT_THAT(Found(), ElementsAre(HasSubstr("leaf_detail 10: answers")));
}

TEST_F(CheckStoreTest, AnEnquiryThatTheLogDoesNotKnowIsNamed) {
  Damage(
      "INSERT INTO enquiry VALUES (zeroblob(16), 'school', zeroblob(32), "
      "1, 1)");
  EXPECT_THAT(Found(), ElementsAre("enquiry 0000000000000000: has no ACCEPTED "
                                   "entry in the log"));
}

TEST_F(CheckStoreTest, AnEnquiryWithAnotherBodyIsNamed) {
  Damage("UPDATE enquiry SET body_hash = zeroblob(32) WHERE ended = 0");
  EXPECT_THAT(Found(), ElementsAre("enquiry 6363636363636363: is not the one "
                                   "that leaf 7 accepted"));
}

TEST_F(CheckStoreTest, AnEndThatTheLogDoesNotKnowIsNamed) {
  Damage("UPDATE enquiry SET ended = 1");
  EXPECT_THAT(Found(),
              ElementsAre("enquiry 6363636363636363: has ended, and no "
                          "RELEASED or ABORTED entry says so"));
}

TEST_F(CheckStoreTest, AnEnquiryThatShouldHaveEndedIsNamed) {
  Damage("UPDATE enquiry SET ended = 0");
  EXPECT_THAT(Found(), testing::SizeIs(2));
}

TEST_F(CheckStoreTest, AnEnquiryThatCanNeverEndIsNamed) {
  Damage("DELETE FROM enquiry WHERE ended = 0");
  EXPECT_THAT(Found(), ElementsAre("leaf_detail 7: accepts an enquiry that has "
                                   "no end, and no row in enquiry to end it"));
}

TEST_F(CheckStoreTest, AWithdrawalThatWasLostIsNamed) {
  Damage(
      "UPDATE ground SET withdrawn = 0 WHERE root NOT IN "
      "(SELECT root FROM ended_root)");
  EXPECT_THAT(Found(), ElementsAre("ground 6767676767676767: is in force, and "
                                   "leaf 3 withdrew it"));
}

TEST_F(CheckStoreTest, AWithdrawalEverywhereThatWasLostIsNamed) {
  Damage("DELETE FROM ended_root");
  EXPECT_THAT(Found(),
              ElementsAre("ground 6868686868686868: was withdrawn everywhere, "
                          "and ended_root does not say so"));
}

TEST_F(CheckStoreTest, AWithdrawalThatNobodySaidIsNamed) {
  Damage("UPDATE ground SET withdrawn = 1");
  EXPECT_THAT(Found(), ElementsAre("ground 6969696969696969: is withdrawn, and "
                                   "no WITHDRAWN entry says so"));
}

TEST_F(CheckStoreTest, AGroundThatNobodyRecordedIsNamed) {
  Damage(
      "INSERT INTO ground (ref, root, owner_tag, withdrawn, expires_at) "
      "VALUES (zeroblob(16), zeroblob(32), zeroblob(32), 0, 1)");
  EXPECT_THAT(Found(), ElementsAre("ground 0000000000000000: has no CONSENT "
                                   "entry in the log"));
}

TEST_F(CheckStoreTest, AMissingGroundIsNamed) {
  Damage("DELETE FROM ground WHERE withdrawn = 0");
  EXPECT_THAT(Found(), ElementsAre("ground 6969696969696969: is missing; leaf "
                                   "2 names it"));
}

TEST_F(CheckStoreTest, ARowThatIsNotCountedIsNamed) {
  Damage("DELETE FROM row_count");
  EXPECT_THAT(Found(),
              ElementsAre("row_count: rows of index_row are not counted (1)"));
}

TEST_F(CheckStoreTest, RowsFromBeforeAnAgencyLeftNeedNotBeCounted) {
  {
    const auto db = Db();
    ASSERT_TRUE(SqlcipherTransaction(*db).ForgetCounters().ok());
  }
  EXPECT_THAT(Found(), IsEmpty());
}

TEST_F(CheckStoreTest, AColumnOfWrongLengthIsNamed) {
  Damage("UPDATE index_row SET row_hash = x'00'");
  EXPECT_THAT(Found(), ElementsAre("index_row: rows have columns of a wrong "
                                   "length (1)"));
}

TEST_F(CheckStoreTest, UrgentAccessThatWasUsedWasAccepted) {
  Damage(
      "INSERT INTO urgent VALUES (zeroblob(16), 'school', x'', x'', 1, '', "
      "x'', 1, 1, '', 0, 0, 0)");
  EXPECT_THAT(Found(), ElementsAre("urgent 0000000000000000: was used, and its "
                                   "enquiry has no ACCEPTED entry"));
}

TEST_F(CheckStoreTest, WhatRestsOnErasedEntriesIsNotJudged) {
  log_ = *AuditLog::Open(
      Db(), {.origin = kOrigin, .headroom_file = "", .headroom_bytes = 0},
      *Signer::FromSeed(seed_), clock_, random_);
  const auto erased = log_->Run([](SealedDb& db) -> Entries {
    auto entry =
        AuditLog::Erase(db, kSchool, {0, 1, 2, 3, 4, 5, 6, 7}, "retention");
    if (!entry.ok()) return entry.status();
    return std::vector<Entry>{*entry};
  });
  ASSERT_TRUE(erased.ok()) << erased.status();
  log_.reset();
  EXPECT_THAT(Found(), IsEmpty());
}

}  // namespace
}  // namespace kith::broker
