// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "agent/console/signin/openid.h"
#include "keys/private_file.h"

namespace kith::console {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

config::v1::OpenIdProvider Provider() {
  config::v1::OpenIdProvider provider;
  provider.set_issuer("https://id.hillview.example/realm");
  provider.set_client_id("kith");
  for (const auto& [group, role] : {std::pair("staff", "practitioner"),
                                    {"staff", "practitioner"},
                                    {"staff", "manager"},
                                    {"officers", "dpo"}}) {
    auto* added = provider.add_group();
    added->set_group(group);
    added->set_role(role);
  }
  return provider;
}

absl::StatusOr<OpenIdOptions> Read(const config::v1::OpenIdProvider& provider) {
  return ReadOpenIdOptions(provider, "https://kith.hillview.example",
                           ::testing::TempDir() + "console.textproto");
}

void ExpectRefused(const config::v1::OpenIdProvider& provider,
                   const std::string& why) {
  const auto options = Read(provider);
  EXPECT_EQ(options.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(options.status().message()), HasSubstr(why));
}

TEST(OpenIdOptionsTest, WhatIsLeftOutHasItsDefault) {
  const auto options = Read(Provider());
  ASSERT_TRUE(options.ok()) << options.status();
  EXPECT_EQ(options->staff_claim, "preferred_username");
  EXPECT_EQ(options->groups_claim, "groups");
  EXPECT_EQ(options->client_secret, "");
  EXPECT_EQ(options->recheck, absl::Minutes(5));
  EXPECT_EQ(options->redirect_uri,
            "https://kith.hillview.example/sign-in/done");
  EXPECT_THAT(options->scopes, ElementsAre("openid", "profile"));
  EXPECT_THAT(options->roles_of.at("staff"),
              ElementsAre("practitioner", "manager"));
}

TEST(OpenIdOptionsTest, AStaffClaimThatNobodyChoseIsWarnedOf) {
  testing::internal::CaptureStderr();
  auto provider = Provider();
  EXPECT_TRUE(Read(provider).ok());
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("openid.staff_claim is left out"));
  testing::internal::CaptureStderr();
  provider.set_staff_claim("preferred_username");
  EXPECT_TRUE(Read(provider).ok());
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(OpenIdOptionsTest, WhatIsSaidIsTaken) {
  auto provider = Provider();
  provider.set_staff_claim("email");
  provider.set_recheck_seconds(60);
  provider.add_scope("groups");
  provider.add_scope("openid");
  const auto options = Read(provider);
  ASSERT_TRUE(options.ok());
  EXPECT_EQ(options->staff_claim, "email");
  EXPECT_EQ(options->recheck, absl::Minutes(1));
  EXPECT_THAT(options->scopes, ElementsAre("openid", "profile", "groups"));
}

TEST(OpenIdOptionsTest, WhatIsMissingOrWrongIsNamed) {
  auto provider = Provider();
  provider.set_issuer("http://id.hillview.example");
  ExpectRefused(provider, "openid.issuer");
  provider = Provider();
  provider.set_issuer("https://id.hillview.example/?a");
  ExpectRefused(provider, "openid.issuer");
  provider = Provider();
  provider.clear_client_id();
  ExpectRefused(provider, "openid.client_id");
  provider = Provider();
  provider.clear_group();
  ExpectRefused(provider, "openid.group");
  provider = Provider();
  provider.mutable_group(0)->clear_group();
  ExpectRefused(provider, "openid.group.group");
  provider = Provider();
  provider.mutable_group(0)->set_role("administrator");
  ExpectRefused(provider, "front-door");
  provider = Provider();
  provider.set_recheck_seconds(3601);
  ExpectRefused(provider, "openid.recheck_seconds");
  provider = Provider();
  provider.add_scope("two words");
  ExpectRefused(provider, "openid.scope");
  EXPECT_FALSE(ReadOpenIdOptions(Provider(), "http://kith.example", "").ok());
}

TEST(OpenIdOptionsTest, TheClientsSecretIsReadFromAPrivateFile) {
  const std::string path = ::testing::TempDir() + "openid_options_secret";
  ASSERT_TRUE(ReplacePrivateFile(path, "se cret\n").ok());
  auto provider = Provider();
  provider.set_client_secret("openid_options_secret");
  EXPECT_EQ(Read(provider)->client_secret, "se cret");
  ASSERT_TRUE(ReplacePrivateFile(path, "\n").ok());
  ExpectRefused(provider, "openid.client_secret");
  std::remove(path.c_str());
  EXPECT_EQ(Read(provider).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace kith::console
