// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_epochs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "deploy/kith/files.h"
#include "keys/base/clock.h"
#include "keys/network/epochs.h"
#include "keys/oprf/voprf.h"
#include "tests/support/test_network.h"

namespace kith::deploy {
namespace {

using testing::HasSubstr;
using testing::Not;

class NetworkEpochsTest : public testing::Test {
 protected:
  NetworkEpochsTest() {
    folder_ = testing::TempDir() + "/epochs-" +
              std::to_string(random_.Below(1'000'000'000));
    for (const char* place : {"a", "b", "c"}) {
      std::filesystem::create_directories(folder_ + "/" + place);
      places_.push_back(folder_ + "/" + place);
    }
  }
  ~NetworkEpochsTest() override { std::filesystem::remove_all(folder_); }

  // Of `count` key holders.
  std::shared_ptr<const Network> NetworkOf(int count) {
    return members_.With([count](network::v1::NetworkFile& file) {
      file.mutable_key_holders(0)->set_share_index(1);
      for (int i = 2; i <= count; ++i) {
        auto* holder = file.add_key_holders();
        holder->set_id("kh" + std::to_string(i));
        holder->set_name("Trust " + std::to_string(i));
        holder->set_share_index(static_cast<std::uint32_t>(i));
      }
    });
  }
  absl::StatusOr<Ceremony> Hold(int count = 3) {
    return HoldCeremony(*NetworkOf(count), places_, SystemClock().Now(), random_);
  }
  std::string Share(int place) {
    std::ifstream file(places_[static_cast<std::size_t>(place)] +
                       "/epoch-2.key");
    return {std::istreambuf_iterator<char>(file), {}};
  }
  int FilesIn(const std::string& folder) {
    int files = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
      files += file.exists() ? 1 : 0;
    }
    return files;
  }

  SystemRandom random_;
  tests::TestNetwork members_{random_};
  std::string folder_;
  std::vector<std::string> places_;
};

TEST_F(NetworkEpochsTest, SharesGoToThreePlacesAndNothingElseIsWritten) {
  const auto ceremony = Hold();
  ASSERT_TRUE(ceremony.ok()) << ceremony.status();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(FilesIn(places_[static_cast<std::size_t>(i)]), 1);
    const auto key =
        oprf::EvaluationKey::FromSecret(Secret::FromBytes(Share(i)));
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key->public_key(), ceremony->epoch.shares(i).public_key());
    EXPECT_NE(key->public_key(), ceremony->epoch.public_key());
    EXPECT_THAT(ceremony->record, Not(HasSubstr(Share(i))));
  }
}

TEST_F(NetworkEpochsTest, TheRecordIsReadAsTheEpochThatItDescribes) {
  const auto ceremony = Hold();
  ASSERT_TRUE(ceremony.ok()) << ceremony.status();
  EXPECT_THAT(ceremony->record, HasSubstr("Share 2:"));
  EXPECT_THAT(ceremony->record, HasSubstr("Trust 3 (kh3)"));
  const std::string path = folder_ + "/record.txt";
  ASSERT_TRUE(ReplaceFile(path, ceremony->record, Readers::kOwner).ok());
  const auto read = ReadRecord(path);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->SerializeAsString(), ceremony->epoch.SerializeAsString());
  // The network file takes it.
  network::v1::NetworkFile file = NetworkOf(3)->file();
  ASSERT_TRUE(AddEpoch(*read, file).ok());
  EXPECT_TRUE(CheckEpochs(file).ok()) << CheckEpochs(file);
}

TEST_F(NetworkEpochsTest, TwoPlacesThatAreOneAreRefusedAndNothingIsDealt) {
  places_[2] = places_[0] + "/../a";
  const auto ceremony = Hold();
  EXPECT_EQ(ceremony.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FilesIn(places_[0]), 0);
}

TEST_F(NetworkEpochsTest, AShareThatIsThereIsNotOverwritten) {
  ASSERT_TRUE(Hold().ok());
  const std::string before = Share(1);
  EXPECT_EQ(Hold().status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Share(1), before);
}

TEST_F(NetworkEpochsTest, OneKeyHolderHasNoCeremony) {
  EXPECT_THAT(std::string(Hold(1).status().message()),
              HasSubstr("add the others first"));
}

// publish, then ask, then retire: no step is left out.
TEST_F(NetworkEpochsTest, AnEpochGoesThroughItsLife) {
  network::v1::NetworkFile file = NetworkOf(3)->file();
  const auto ceremony = Hold();
  ASSERT_TRUE(AddEpoch(ceremony->epoch, file).ok());
  EXPECT_TRUE(file.epochs(1).publish());
  EXPECT_FALSE(file.epochs(1).ask());
  EXPECT_FALSE(RetireEpoch(1, file).ok()) << "nothing else is asked by";
  ASSERT_TRUE(AskEpoch(2, file).ok());
  ASSERT_TRUE(RetireEpoch(1, file).ok());
  EXPECT_TRUE(IsRetired(file.epochs(0)));
  EXPECT_FALSE(RetireEpoch(2, file).ok());
  EXPECT_FALSE(AskEpoch(1, file).ok()) << "it was retired";
  EXPECT_FALSE(AskEpoch(7, file).ok());
  EXPECT_FALSE(AddEpoch(ceremony->epoch, file).ok()) << "it stands there";
}

TEST_F(NetworkEpochsTest, AnEmergencyRetiresAllOthersAtOnce) {
  network::v1::NetworkFile file = NetworkOf(3)->file();
  ASSERT_TRUE(ReplaceEpochs(Hold()->epoch, file).ok());
  EXPECT_TRUE(IsRetired(file.epochs(0)));
  EXPECT_TRUE(file.epochs(1).publish());
  EXPECT_TRUE(file.epochs(1).ask());
}

}  // namespace
}  // namespace kith::deploy
