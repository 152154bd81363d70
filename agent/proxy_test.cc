// SPDX-License-Identifier: Apache-2.0
#include "agent/proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace kith::agent {
namespace {

class ProxyTest : public testing::Test {
 protected:
  void WritePassword(const std::string& password, mode_t mode = 0600) {
    std::ofstream(folder_ + "/proxy.password") << password;
    ASSERT_EQ(chmod((folder_ + "/proxy.password").c_str(), mode), 0);
    config_.mutable_proxy()->set_password_file("proxy.password");
  }
  absl::StatusOr<std::string> Uri() {
    return ProxyUri(config_, folder_ + "/agent.textproto");
  }

  const std::string folder_ = testing::TempDir();
  config::v1::AgentConfig config_;
};

TEST_F(ProxyTest, WithoutOneItIsEmpty) { EXPECT_EQ(*Uri(), ""); }

TEST_F(ProxyTest, WithoutSignInItIsTheAddress) {
  config_.mutable_proxy()->set_address("proxy.northshire.example:3128");
  EXPECT_EQ(*Uri(), "http://proxy.northshire.example:3128");
}

TEST_F(ProxyTest, WhatAPasswordMayHoldIsEscaped) {
  config_.mutable_proxy()->set_address("proxy.northshire.example:3128");
  config_.mutable_proxy()->set_user("DOMAIN\\kith");
  WritePassword("pa#ss:w/rd\n");
  EXPECT_EQ(
      *Uri(),
      "http://DOMAIN%5Ckith:pa%23ss%3Aw%2Frd@proxy.northshire.example:3128");
}

// By which gRPC would go past the proxy.
TEST_F(ProxyTest, AnAtInUserOrPasswordIsRefusedInWords) {
  config_.mutable_proxy()->set_address("proxy.northshire.example:3128");
  config_.mutable_proxy()->set_user("kith");
  WritePassword("p@ss");
  EXPECT_THAT(std::string(Uri().status().message()),
              testing::HasSubstr("password holds an @"));
  WritePassword("pass");
  config_.mutable_proxy()->set_user("kith@northshire");
  EXPECT_THAT(std::string(Uri().status().message()),
              testing::HasSubstr("user holds an @"));
}

TEST_F(ProxyTest, APasswordThatOthersMayReadIsRefused) {
  config_.mutable_proxy()->set_address("proxy.northshire.example:3128");
  config_.mutable_proxy()->set_user("kith");
  WritePassword("secret", 0644);
  EXPECT_EQ(Uri().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ProxyTest, AnAddressWithASchemeIsRefused) {
  config_.mutable_proxy()->set_address("http://proxy.northshire.example:3128");
  EXPECT_EQ(Uri().status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith::agent
