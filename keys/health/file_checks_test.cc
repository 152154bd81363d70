// SPDX-License-Identifier: Apache-2.0
#include "keys/health/file_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "keys/secret.h"

namespace kith::health {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr uid_t kService = 1234;

// As the packages put it: the configuration in a folder of root's, the rest in
// one of the account that the program runs as.
class KeyFilesTest : public testing::Test {
 protected:
  KeyFilesTest() {
    std::string pattern = testing::TempDir() + "key_filesXXXXXX";
    folder_ = mkdtemp(pattern.data());
    chmod(folder_.c_str(), 0755);
    fs::create_directory(folder_ / "etc");
    fs::create_directory(folder_ / "lib");
    config_.set_database(folder_ / "lib/agent.db");
    for (auto* path :
         {config_.mutable_database_key(), config_.mutable_log_key(),
          config_.mutable_signing_key()}) {
      *path = folder_ / "lib" / std::to_string(++keys_);
      Secret::FromBytes(std::string(32, 'k')).ToNewFile(*path).IgnoreError();
    }
    for (const auto& file : fs::recursive_directory_iterator(folder_ / "lib")) {
      Give(file.path(), kService);
    }
    Give(folder_ / "lib", kService);
  }
  ~KeyFilesTest() override { fs::remove_all(folder_); }

  static void Give(const fs::path& path, uid_t account) {
    if (geteuid() == 0) {
      EXPECT_EQ(chown(path.c_str(), account, account), 0);
    }
  }
  Finding Look() {
    return KeyFiles(SetupOf(folder_ / "etc/agent.textproto", config_), nullptr)
        .back();
  }

  fs::path folder_;
  config::v1::AgentConfig config_;
  int keys_ = 0;
};

TEST_F(KeyFilesTest, TheServicesKeysAreGoodForRootAndForTheService) {
  EXPECT_EQ(Look().state, Finding::State::kGood) << Look().words;
  if (geteuid() != 0) GTEST_SKIP() << "only root may be somebody else";
  ASSERT_EQ(seteuid(kService), 0);
  const Finding as_service = Look();
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_EQ(as_service.state, Finding::State::kGood) << as_service.words;
}

TEST_F(KeyFilesTest, AKeyOfRootsAmongTheServicesIsAFault) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give a file away";
  Give(config_.log_key(), 0);
  EXPECT_EQ(Look().state, Finding::State::kFault);
  EXPECT_THAT(Look().next_step, HasSubstr("chown 1234 "));
}

TEST_F(KeyFilesTest, InAFolderOfRootsAKeyIsOfWhoeverHasTheDatabase) {
  if (geteuid() != 0) GTEST_SKIP() << "only root may give a file away";
  fs::rename(config_.log_key(), folder_ / "etc/log.key");
  config_.set_log_key("log.key");
  EXPECT_EQ(Look().state, Finding::State::kGood) << Look().words;
  Give(folder_ / "etc/log.key", 0);
  EXPECT_EQ(Look().state, Finding::State::kFault);
}

TEST_F(KeyFilesTest, ACredentialOfTheUnitIsNotLookedFor) {
  config_.set_database_key("credential:database.key");
  EXPECT_EQ(Look().state, Finding::State::kGood) << Look().words;
  EXPECT_THAT(Look().words, HasSubstr("What is a credential (1)"));
}

}  // namespace
}  // namespace kith::health
