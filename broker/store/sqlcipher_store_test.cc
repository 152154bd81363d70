// SPDX-License-Identifier: Apache-2.0
#include "broker/store/sqlcipher_store.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <utility>

#include "broker/store/store_conformance.h"
#include "broker/store/store_rows_conformance.h"
#include "broker/store/store_urgent_conformance.h"
#include "keys/base/random.h"
#include "keys/secret.h"

namespace kith::broker {
namespace {

class OpenSqlcipherStore final : public OpenStore {
 public:
  explicit OpenSqlcipherStore(std::filesystem::path folder)
      : folder_(std::move(folder)),
        writer_(*SealedDb::Open(folder_ / "broker.db", key_)) {
    EXPECT_TRUE(CreateStoreTables(*writer_).ok());
    reader_ =
        *SqlcipherReader::Create(*SealedDb::Open(folder_ / "broker.db", key_));
  }
  ~OpenSqlcipherStore() override {
    reader_.reset();
    writer_.reset();
    std::filesystem::remove_all(folder_);
  }
  StoreReader& reader() override { return *reader_; }
  absl::Status Change(const Work& work) override {
    return writer_->InTransaction([&] {
      SqlcipherTransaction transaction(*writer_);
      return work(transaction);
    });
  }

 private:
  SystemRandom random_;
  const Secret key_ = Secret::Generate(SealedDb::kKeyBytes, random_);
  const std::filesystem::path folder_;
  std::unique_ptr<SealedDb> writer_;
  std::unique_ptr<SqlcipherReader> reader_;
};

std::unique_ptr<OpenStore> OpenEmptyStore() {
  std::string folder = testing::TempDir() + "/kith-store-XXXXXX";
  EXPECT_NE(mkdtemp(folder.data()), nullptr);
  return std::make_unique<OpenSqlcipherStore>(folder);
}

TEST(SqlcipherStoreTest, AnIndexOfAnEarlierVersionIsAnEmptyOneOfAnotherId) {
  std::string folder = testing::TempDir() + "/kith-earlier-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  SystemRandom random;
  {
    const auto db = *SealedDb::Open(
        folder + "/broker.db", Secret::Generate(SealedDb::kKeyBytes, random));
    ASSERT_TRUE(db->Execute("CREATE TABLE index_row (lookup BLOB, row_hash "
                            "BLOB, sealed BLOB, counted BLOB, purge_quarter "
                            "INTEGER);"
                            "CREATE INDEX index_row_by_hash ON index_row "
                            "(row_hash);"
                            "CREATE TABLE row_count (counter BLOB PRIMARY KEY, "
                            "rows INTEGER, purge_quarter INTEGER)")
                    .ok());
    ASSERT_TRUE(
        db->Execute("INSERT INTO index_row VALUES (x'61', x'31', x'00', x'00', "
                    "8000);"
                    "INSERT INTO row_count VALUES (x'01', 16, 8000);"
                    "CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB "
                    "NOT NULL) STRICT;"
                    "INSERT INTO setting VALUES ('index-id', x'01')")
            .ok());
    ASSERT_TRUE(CreateStoreTables(*db).ok());
    SqlcipherTransaction store(*db);
    EXPECT_EQ(*store.GetSetting(kIndexIdSetting), "");
    EXPECT_TRUE(store.RemoveRows(std::vector<RowPlace>{{"a", "1"}})->empty());
    EXPECT_TRUE(store.Uncount(1).ok());  // Its counters are another table too.
    // And what is there stays there at the next start.
    ASSERT_TRUE(store.PutSetting(kIndexIdSetting, "2").ok());
    ASSERT_TRUE(CreateStoreTables(*db).ok());
    EXPECT_EQ(*store.GetSetting(kIndexIdSetting), "2");
  }
  std::filesystem::remove_all(folder);
}

// Done with every acceptance: it must not cost more the more were asked today.
TEST(SqlcipherStoreTest, ForgettingReadsNoEnquiryThatStays) {
  std::string folder = testing::TempDir() + "/kith-plan-XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  SystemRandom random;
  {
    const auto db = *SealedDb::Open(
        folder + "/broker.db", Secret::Generate(SealedDb::kKeyBytes, random));
    ASSERT_TRUE(CreateStoreTables(*db).ok());
    Statement plan = *db->Prepare(
        "EXPLAIN QUERY PLAN "
        "DELETE FROM enquiry WHERE ended = 1 AND accepted_at < ?");
    ASSERT_TRUE(*plan.Step());
    EXPECT_THAT(std::string(plan.Bytes(3)),
                testing::HasSubstr("accepted_at<?"));
  }
  std::filesystem::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(Sqlcipher, StoreConformance,
                         testing::Values(&OpenEmptyStore),
                         [](const auto&) { return std::string("File"); });

}  // namespace
}  // namespace kith::broker
