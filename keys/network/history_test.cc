// SPDX-License-Identifier: Apache-2.0
#include "keys/network/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "keys/base/random.h"
#include "tests/support/test_network.h"

namespace kith {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// Versions 1 to 5 of one network, and a program's folder.
class HistoryTest : public testing::Test {
 protected:
  HistoryTest()
      : folder_(fs::temp_directory_path() /
                absl::StrCat("kith-history-", getpid(), "-",
                             random_.Below(1u << 30))) {
    fs::create_directories(folder_);
    versions_.push_back(network_.Get());
    while (versions_.size() < 5) versions_.push_back(After(*versions_.back()));
  }
  ~HistoryTest() override { fs::remove_all(folder_); }

  std::shared_ptr<const Network> After(const Network& before,
                                       const std::string& area = "") {
    return network_.With([&](network::v1::NetworkFile& file) {
      file.set_version(before.file().version() + 1);
      file.set_previous_sha256(HashBytes(before.hash()));
      file.set_area(area);
    });
  }
  const Network& Version(std::size_t number) { return *versions_[number - 1]; }
  std::string Bytes(std::size_t number) {
    return Version(number).signed_bytes();
  }
  std::string path() const { return folder_ / "network.kith"; }
  void Write(const std::string& bytes) {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes;
  }
  absl::StatusOr<std::uint64_t> Started() {
    const auto network = LoadWithHistory(path());
    if (!network.ok()) return network.status();
    return (*network)->file().version();
  }

  SystemRandom random_;
  const tests::TestNetwork network_{random_};
  const fs::path folder_;
  std::vector<std::shared_ptr<const Network>> versions_;
};

TEST_F(HistoryTest, WhoeverIsBehindTakesTheChainBetween) {
  CurrentNetwork current(versions_[0]);
  EXPECT_TRUE(
      ReplaceThrough(current, {Bytes(2), Bytes(3), Bytes(4)}, Bytes(5)).ok());
  EXPECT_EQ(current.Get()->file().version(), 5u);
}

TEST_F(HistoryTest, WhatIsKnownOfTheChainIsNoHindrance) {
  CurrentNetwork current(versions_[2]);
  EXPECT_TRUE(
      ReplaceThrough(current, {Bytes(2), Bytes(3), Bytes(4)}, Bytes(5)).ok());
}

TEST_F(HistoryTest, AGapChangesNothing) {
  CurrentNetwork current(versions_[0]);
  const absl::Status gap = ReplaceThrough(current, {Bytes(2)}, Bytes(5));
  EXPECT_EQ(gap.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(gap.message()), HasSubstr("does not follow 2"));
  EXPECT_EQ(current.Get()->file().version(), 1u);
}

TEST_F(HistoryTest, AForkChangesNothing) {
  CurrentNetwork current(versions_[0]);
  const auto fork = After(Version(2), "elsewhere");
  const absl::Status forked = ReplaceThrough(
      current, {Bytes(2), fork->signed_bytes(), Bytes(4)}, Bytes(5));
  EXPECT_EQ(forked.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(current.Get()->file().version(), 1u);
}

TEST_F(HistoryTest, AProgramThatIsGivenTheNextGoesOnWithIt) {
  Write(Bytes(1));
  EXPECT_EQ(*Started(), 1u);
  Write(Bytes(2));
  EXPECT_EQ(*Started(), 2u);
  EXPECT_EQ(*NetworkHistory(path()).Newest(), 2u);
}

TEST_F(HistoryTest, AnOlderFilePutBackDoesNotTurnTheProgramBack) {
  Write(Bytes(1));
  for (std::size_t i = 1; i <= 3; ++i) {
    ASSERT_TRUE(NetworkHistory(path()).Keep(Version(i)).ok());
  }
  EXPECT_EQ(*Started(), 3u);
}

// Which user may read what does not hold for root, in a test neither.
TEST_F(HistoryTest, AHistoryThatCannotBeLookedIntoStopsTheStart) {
  Write(Bytes(1));
  std::ofstream(folder_ / "network-history") << "no folder";
  const auto started = Started();
  EXPECT_EQ(started.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(started.status().message()),
              HasSubstr("may not be looked into"));
}

TEST_F(HistoryTest, OneMoreSignatureIsNoOtherVersion) {
  Write(Bytes(1));
  ASSERT_EQ(*Started(), 1u);
  network::v1::SignedFile twice;
  ASSERT_TRUE(twice.ParseFromString(Bytes(1)));
  *twice.add_signatures() = twice.signatures(0);
  twice.mutable_signatures()->rbegin()->set_signer("no-administrator");
  Write(twice.SerializeAsString());
  EXPECT_EQ(*Started(), 1u);
}

TEST_F(HistoryTest, AStartWithVersionsMissingSaysWhich) {
  Write(Bytes(1));
  ASSERT_TRUE(Started().ok());
  Write(Bytes(4));
  const auto started = Started();
  EXPECT_EQ(started.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(started.status().message()),
              HasSubstr("versions 2 to 3"));
  ASSERT_TRUE(NetworkHistory(path()).Keep(Version(2)).ok());
  ASSERT_TRUE(NetworkHistory(path()).Keep(Version(3)).ok());
  EXPECT_EQ(*Started(), 4u);
}

TEST_F(HistoryTest, AnotherFileOfTheSameVersionIsNotTaken) {
  Write(Bytes(1));
  ASSERT_TRUE(Started().ok());
  Write(Bytes(2));
  ASSERT_TRUE(Started().ok());
  Write(After(Version(1), "elsewhere")->signed_bytes());
  EXPECT_THAT(std::string(Started().status().message()),
              HasSubstr("another version 2"));
}

TEST_F(HistoryTest, AFileInItsPlaceIsTakenThroughTheHistoryBesideIt) {
  Write(Bytes(1));
  CurrentNetwork current(versions_[0]);
  Write(Bytes(3));
  EXPECT_FALSE(current.ReplaceFromFile(path()).ok());
  ASSERT_TRUE(NetworkHistory(path()).Keep(Version(2)).ok());
  EXPECT_TRUE(*current.ReplaceFromFile(path()));
  EXPECT_EQ(current.Get()->file().version(), 3u);
}

}  // namespace
}  // namespace kith
