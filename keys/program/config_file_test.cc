// SPDX-License-Identifier: Apache-2.0
#include "keys/program/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "keys/program/account_name.h"
#include "kith/config/v1/config.pb.h"

namespace kith {
namespace {

using testing::HasSubstr;

class ConfigFileTest : public testing::Test {
 protected:
  absl::Status Read(const std::string& text) {
    const std::string path = testing::TempDir() + "config_file_test.textproto";
    std::ofstream(path) << text;
    return ReadConfigFile(path, config_);
  }
  config::v1::BrokerConfig config_;
};

TEST_F(ConfigFileTest, IsReadAsItStands) {
  ASSERT_TRUE(Read("listen: \"127.0.0.1:7443\"\n# said\n").ok());
  EXPECT_EQ(config_.listen(), "127.0.0.1:7443");
}

TEST_F(ConfigFileTest, AnUnknownFieldIsNamedWithItsLine) {
  const absl::Status status = Read("listen: \"a:1\"\nlisten_too: \"b:2\"\n");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("line 2"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("listen_too"));
}

TEST_F(ConfigFileTest, OneThatMayNotBeReadIsNotMissing) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can be two accounts";
  const std::string path = testing::TempDir() + "config_file_test.textproto";
  std::ofstream(path) << "listen: \"a:1\"";
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  constexpr uid_t kNobody = 65534;
  ASSERT_EQ(seteuid(kNobody), 0);
  const absl::Status status = ReadConfigFile(path, config_);
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(
      std::string(status.message()),
      HasSubstr("the account " + AccountName(kNobody) + " may not read it"));
  EXPECT_EQ(ReadConfigFile(path + ".none", config_).code(),
            absl::StatusCode::kNotFound);
}

// A broker that answered when it is ready would tell by the time what it found.
TEST_F(ConfigFileTest, NoSettingSwitchesTheReleaseTimerOff) {
  EXPECT_EQ(Read("listen: \"a:1\" release_at_once: true").code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith
