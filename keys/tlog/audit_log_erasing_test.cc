// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/base/fake_clock.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/audit_log.h"

namespace kith::tlog {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// As SQLCipher 4 writes with a raw key: AES-256-CBC, and behind each page its
// IV and MAC.
constexpr std::size_t kPageBytes = 4096;
constexpr std::size_t kReservedBytes = 80;
constexpr std::size_t kFileSaltBytes = 16;
constexpr std::size_t kWalHeaderBytes = 32;
constexpr std::size_t kFrameHeaderBytes = 24;

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string Decrypt(const Secret& key, const std::string& page,
                    bool is_first_of_file) {
  const std::size_t begin = is_first_of_file ? kFileSaltBytes : 0;
  const std::size_t size = kPageBytes - kReservedBytes - begin;
  const auto* bytes = reinterpret_cast<const unsigned char*>(page.data());
  std::string plain(size, '\0');
  std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  int written = 0;
  EVP_DecryptInit_ex(
      context.get(), EVP_aes_256_cbc(), nullptr,
      reinterpret_cast<const unsigned char*>(key.Expose().data()),
      bytes + kPageBytes - kReservedBytes);
  EVP_CIPHER_CTX_set_padding(context.get(), 0);
  EVP_DecryptUpdate(context.get(),
                    reinterpret_cast<unsigned char*>(plain.data()), &written,
                    bytes + begin, static_cast<int>(size));
  return plain;
}

class AuditLogErasingTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    auto log = AuditLog::Open(Db(),
                              {.origin = "kith.example/test",
                               .headroom_file = "",
                               .headroom_bytes = 0},
                              Signer::Generate(random_), clock_, random_);
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = *std::move(log);
    for (int i = 0; i < 6; ++i) {
      Append(i % 2 == 0 ? "school" : "clinic");
      clock_.Advance(absl::Hours(24));
    }
  }
  void TearDown() override {
    log_.reset();
    fs::remove_all(folder_);
  }
  std::unique_ptr<SealedDb> Db() {
    return *SealedDb::Open(folder_ / "log.db", key_);
  }
  void Append(const std::string& agency) {
    ASSERT_TRUE(log_->Run([&](SealedDb&) -> absl::StatusOr<std::vector<Entry>> {
                      return std::vector<Entry>{
                          {log::v1::EVENT_HEARTBEAT, agency, "detail", ""}};
                    })
                    .ok());
  }
  absl::Status Erase(const std::string& agency,
                     const std::vector<std::uint64_t>& indexes) {
    return log_
        ->Run([&](SealedDb& db) -> absl::StatusOr<std::vector<Entry>> {
          KITH_ASSIGN_OR_RETURN(
              const Entry erased,
              AuditLog::Erase(db, agency, indexes, "request"));
          return std::vector<Entry>{erased};
        })
        .status();
  }
  std::vector<std::uint64_t> Openable(const std::string& agency) {
    std::vector<std::uint64_t> indexes;
    const auto openings =
        *AuditLog::ReadOpenings(*Db(), agency, 0, log_->size());
    for (const auto& one : openings) indexes.push_back(one.index());
    return indexes;
  }
  // Every page of the database and of its write-ahead log, decrypted.
  std::string Everything() {
    std::string plain;
    const std::string file = ReadAll(folder_ / "log.db");
    for (std::size_t at = 0; at + kPageBytes <= file.size(); at += kPageBytes) {
      plain += Decrypt(key_, file.substr(at, kPageBytes), at == 0);
    }
    const std::string wal = ReadAll(folder_ / "log.db-wal");
    for (std::size_t at = kWalHeaderBytes;
         at + kFrameHeaderBytes + kPageBytes <= wal.size();
         at += kFrameHeaderBytes + kPageBytes) {
      const std::string page = wal.substr(at + kFrameHeaderBytes, kPageBytes);
      plain += Decrypt(key_, page, false);
      plain += Decrypt(key_, page, true);
    }
    return plain;
  }
  struct Sealed {
    std::string key;
    std::string sealed;
  };
  Sealed SealedOf(std::uint64_t index) {
    const auto db = Db();
    auto row =
        *db->Prepare("SELECT key, sealed FROM leaf_detail WHERE position = ?");
    row.BindInt(1, static_cast<std::int64_t>(index));
    EXPECT_TRUE(*row.Step());
    return {std::string(row.Bytes(0)), std::string(row.Bytes(1))};
  }

  fs::path folder_;
  SystemRandom random_;
  FakeClock clock_;
  const Secret key_ = Secret::Generate(32, random_);
  std::unique_ptr<AuditLog> log_;
};

// What it says cannot be opened would have no reason any more.
TEST_F(AuditLogErasingTest, AnEntryThatSaysWhatWasLostStays) {
  const auto lost = log_->Run([](SealedDb&)
                                  -> absl::StatusOr<std::vector<Entry>> {
    return std::vector<Entry>{{log::v1::EVENT_RESTORE, "school", "detail", ""}};
  });
  ASSERT_TRUE(lost.ok());
  const std::uint64_t at = lost->entries[0].index;
  EXPECT_TRUE(absl::IsInvalidArgument(Erase("school", {at})));
  clock_.Advance(absl::Hours(24));
  EXPECT_THAT(*AuditLog::OpenableBefore(*Db(), "school", clock_.Now()),
              testing::Not(testing::Contains(at)));
  EXPECT_THAT(Openable("school"), testing::Contains(at));
}

TEST_F(AuditLogErasingTest, NoCopyOfKeyOrOpeningIsLeftInAnyPage) {
  const Sealed gone = SealedOf(2);
  const Sealed stays = SealedOf(4);
  const std::string before = Everything();
  ASSERT_TRUE(absl::StrContains(before, gone.key)) << "the search works";
  ASSERT_TRUE(absl::StrContains(before, gone.sealed));
  ASSERT_TRUE(Erase("school", {2}).ok());
  const std::string after = Everything();
  EXPECT_FALSE(absl::StrContains(after, gone.key));
  EXPECT_FALSE(absl::StrContains(after, gone.sealed));
  EXPECT_TRUE(absl::StrContains(after, stays.key)) << "the search still works";
}

TEST_F(AuditLogErasingTest, AReaderInTheMiddleOfSomethingOnlyDelaysIt) {
  const Sealed gone = SealedOf(2);
  {
    const auto reader = Db();
    auto rows = *reader->Prepare("SELECT position FROM leaf");
    ASSERT_TRUE(*rows.Step());
    ASSERT_TRUE(Erase("school", {2}).ok());
    EXPECT_TRUE(absl::StrContains(Everything(), gone.key));
  }
  Append("clinic");
  EXPECT_FALSE(absl::StrContains(Everything(), gone.key));
}

TEST_F(AuditLogErasingTest, TheLeavesStayAndTheLogGoesOn) {
  const std::string before = *AuditLog::ReadLeaves(*Db(), 0, 6);
  ASSERT_TRUE(Erase("school", {0, 4}).ok());
  EXPECT_EQ(*AuditLog::ReadLeaves(*Db(), 0, 6), before);
  EXPECT_THAT(Openable("school"), ElementsAre(2, 6));
  const log::v1::Opening said = *AuditLog::ReadOpening(*Db(), 6);
  EXPECT_EQ(said.event(), log::v1::EVENT_ERASED);
  EXPECT_EQ(said.agency_sequence(), 4u);
  log::v1::ErasedDetail detail;
  ASSERT_TRUE(detail.ParseFromString(said.detail()));
  EXPECT_THAT(detail.indexes(), ElementsAre(0, 4));
}

TEST_F(AuditLogErasingTest, NobodyErasesAnothersOrTwiceOrWhatSaysSo) {
  EXPECT_EQ(Erase("school", {1}).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Erase("school", {0, 1}).code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Openable("school"), SizeIs(3)) << "all or nothing";
  ASSERT_TRUE(Erase("school", {0}).ok());
  EXPECT_EQ(Erase("school", {0}).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Erase("school", {6}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Erase("school", {}).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(AuditLogErasingTest, WhatIsOldIsFoundTheOldestFirst) {
  const absl::Time now = clock_.Now();
  const auto older = [&](absl::Duration than) {
    return *AuditLog::OpenableBefore(*Db(), "school", now - than);
  };
  EXPECT_THAT(older(absl::Hours(24 * 3)), ElementsAre(0, 2));
  ASSERT_TRUE(Erase("school", {0}).ok());
  EXPECT_THAT(older(absl::Hours(24 * 3)), ElementsAre(2));
  clock_.Advance(absl::Hours(24 * 100));
  EXPECT_THAT(*AuditLog::OpenableBefore(*Db(), "school", clock_.Now()),
              ElementsAre(2, 4))
      << "not what says what was erased";
  EXPECT_THAT(older(absl::Hours(24 * 30)), IsEmpty());
}

}  // namespace
}  // namespace kith::tlog
