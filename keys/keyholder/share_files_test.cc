// SPDX-License-Identifier: Apache-2.0
#include "keys/keyholder/share_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/support/shared_epoch.h"
#include "tests/support/test_network.h"

namespace kith::keyholder {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ShareFilesTest : public testing::Test {
 protected:
  ShareFilesTest() {
    dealt_.shares[1].secret().ToNewFile(folder_ / "share").IgnoreError();
  }
  ~ShareFilesTest() override {
    unsetenv("CREDENTIALS_DIRECTORY");
    fs::remove_all(folder_);
  }
  static fs::path NewFolder() {
    std::string pattern = testing::TempDir() + "sharesXXXXXX";
    return mkdtemp(pattern.data());
  }
  absl::Status Load(const std::string& share) {
    std::ofstream(folder_ / "keyholder.textproto")
        << "shares { epoch: 2 " << share << " }\n";
    return files_.Load(*members_.With([this](network::v1::NetworkFile& file) {
      tests::AddSharedEpoch(2, dealt_, file);
    }));
  }

  SystemRandom random_;
  const tests::TestNetwork members_{random_};
  const oprf::Dealt dealt_ = *oprf::Deal(3, random_);
  const fs::path folder_ = NewFolder();
  ShareSet shares_{"kh2"};
  ShareFiles files_{folder_ / "keyholder.textproto", shares_};
};

TEST_F(ShareFilesTest, AShareIsReadFromAFileOrACredential) {
  EXPECT_THAT(std::string(Load("file: 'credential:share'").message()),
              HasSubstr("LoadCredentialEncrypted=share"));
  EXPECT_FALSE(shares_.Has(2));
  setenv("CREDENTIALS_DIRECTORY", folder_.c_str(), 1);
  EXPECT_TRUE(Load("file: 'credential:share'").ok());
  EXPECT_TRUE(shares_.Has(2));
}

// No token is asked for what cannot be one's.
TEST_F(ShareFilesTest, WhatATokenDoesNotUnwrapIsNoShare) {
  const absl::Status refused = Load("file: 'share' unwrap_with: 'share.key'");
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(refused.message()),
              HasSubstr("unwrap_with of epoch 2, share: a key in a hardware "
                        "token is one line"));
  EXPECT_FALSE(shares_.Has(2));
  EXPECT_TRUE(Load("file: 'share'").ok());
}

}  // namespace
}  // namespace kith::keyholder
