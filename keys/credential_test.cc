// SPDX-License-Identifier: Apache-2.0
#include "keys/credential.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "keys/private_file.h"
#include "keys/secret.h"

namespace kith {
namespace {

using testing::HasSubstr;

class CredentialTest : public testing::Test {
 protected:
  CredentialTest() {
    std::string pattern = testing::TempDir() + "credentialsXXXXXX";
    folder_ = mkdtemp(pattern.data());
    setenv("CREDENTIALS_DIRECTORY", folder_.c_str(), 1);
    std::ofstream(folder_ + "/database.key") << std::string(32, 'k');
  }
  ~CredentialTest() override {
    unsetenv("CREDENTIALS_DIRECTORY");
    std::filesystem::remove_all(folder_);
  }
  std::string folder_;
  const std::string named_ = "credential:database.key";
};

TEST_F(CredentialTest, LiesWhereSystemdPutIt) {
  EXPECT_EQ(CredentialPath(named_), folder_ + "/database.key");
  EXPECT_TRUE(CheckGiven(CredentialPath(named_)).ok());
  EXPECT_EQ(CredentialPath("credential:../database.key"),
            "credential:../database.key");
}

TEST_F(CredentialTest, OneThatSystemdDidNotGiveIsSaidByEachReader) {
  unsetenv("CREDENTIALS_DIRECTORY");
  const std::string path = CredentialPath(named_);
  for (const absl::Status& refused : {Secret::FromFile(path, 32).status(),
                                      ReadPrivateFile(path, 32).status()}) {
    EXPECT_EQ(refused.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(refused.message()),
                HasSubstr("LoadCredentialEncrypted=database.key"));
  }
}

// systemd 254 and later leave it root's; an access list shows as the group's.
TEST_F(CredentialTest, MayBeReadableByAnAccessList) {
  if (geteuid() != 0) GTEST_SKIP() << "only root makes one of root's";
  const std::string path = CredentialPath(named_);
  chmod(path.c_str(), 0440);
  EXPECT_TRUE(Secret::FromFile(path, 32).ok());
  EXPECT_TRUE(ReadPrivateFile(path, 32).ok());
  chmod(path.c_str(), 0444);
  EXPECT_FALSE(Secret::FromFile(path, 32).ok());
  EXPECT_FALSE(ReadPrivateFile(path, 32).ok());
}

}  // namespace
}  // namespace kith
