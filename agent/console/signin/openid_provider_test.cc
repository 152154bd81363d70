// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/console/signin/openid_world.h"

namespace kith::console {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

TEST_F(OpenIdTest, ATokenThatDoesNotHoldSignsNobodyIn) {
  provider_.claims = {{"iss", "https://evil.example"}};
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "provider");
  provider_.claims = {{"aud", "other"}};
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "another program");
  provider_.claims = {{"exp", 1}};
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "expired");
  provider_.claims = {{"nonce", "AAAA"}};
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "another sign-in");
  provider_.claims = json::object();
  provider_.header["alg"] = "RS384";
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "algorithm");
}

TEST_F(OpenIdTest, ANewKeyIsFetchedButNotMoreThanOnceAMinute) {
  ASSERT_TRUE(SignIn().ok());
  const TestKey next = MakeEcKey("next");
  provider_.key = next;
  provider_.header = {{"alg", "ES256"}, {"kid", "next"}};
  provider_.keys = KeySet({next});
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "does not publish");
  EXPECT_EQ(provider_.CountSent("/keys"), 1u);
  clock_.Advance(absl::Minutes(1));
  EXPECT_TRUE(SignIn().ok());
  EXPECT_EQ(provider_.CountSent("/keys"), 2u);
  // Unknown names do not make us ask and ask.
  provider_.header["kid"] = "unknown";
  for (int i = 0; i < 5; ++i) {
    ExpectSignInFails(absl::StatusCode::kUnauthenticated, "does not publish");
  }
  EXPECT_EQ(provider_.CountSent("/keys"), 2u);
}

TEST_F(OpenIdTest, AKeyThatWasWithdrawnIsForgottenWithinAnHour) {
  ASSERT_TRUE(SignIn().ok());
  provider_.keys = KeySet({MakeEcKey("next")});
  EXPECT_TRUE(SignIn().ok());
  clock_.Advance(absl::Hours(1));
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "does not publish");
}

TEST_F(OpenIdTest, ADiscoveryDocumentOfAnotherIssuerIsRefused) {
  for (const char* issuer :
       {"https://evil.example", "https://id.hillview.example/realm/", ""}) {
    OpenId fresh(Options(), provider_, clock_, random_);
    provider_.discovery["issuer"] = issuer;
    EXPECT_EQ(fresh.Begin().status().code(),
              absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(fresh.CheckProvider().code(),
              absl::StatusCode::kFailedPrecondition);
  }
}

TEST_F(OpenIdTest, ADiscoveryDocumentThatLacksSomethingIsRefused) {
  const json whole = provider_.discovery;
  for (const auto& [key, value] :
       {std::pair<const char*, json>("token_endpoint", nullptr),
        {"token_endpoint", "http://id.hillview.example/token"},
        {"userinfo_endpoint", 7},
        {"jwks_uri", "file:///etc/passwd"},
        {"authorization_endpoint", "javascript:alert(1)"},
        {"response_types_supported", json::array({"id_token"})},
        {"code_challenge_methods_supported", json::array({"plain"})}}) {
    OpenId fresh(Options(), provider_, clock_, random_);
    provider_.discovery = whole;
    provider_.discovery[key] = value;
    EXPECT_EQ(fresh.Begin().status().code(),
              absl::StatusCode::kFailedPrecondition)
        << key;
  }
}

TEST_F(OpenIdTest, AProviderThatIsDownIsSaidToBeAndAskedAgainSoon) {
  provider_.down = true;
  ExpectSignInFails(absl::StatusCode::kUnavailable, "provider");
  const std::size_t sent = provider_.sent.size();
  ExpectSignInFails(absl::StatusCode::kUnavailable, "provider");
  EXPECT_EQ(provider_.sent.size(), sent);  // Not by everybody who comes.
  provider_.down = false;
  clock_.Advance(absl::Seconds(5));
  EXPECT_TRUE(SignIn().ok());
  EXPECT_TRUE(openid_.CheckProvider().ok());
}

TEST_F(OpenIdTest, AnswersThatAreNoneAreUnavailable) {
  using Reply = ProviderReply;
  ASSERT_TRUE(SignIn().ok());
  const std::string deep = std::string(100'000, '[');
  for (const Reply& reply :
       {Reply{500, "", ""}, Reply{302, "", ""}, Reply{429, "", "{}"},
        Reply{200, "", "<html>"}, Reply{200, "", deep},
        Reply{200, "", std::string(300'000, ' ') + "{}"},
        Reply{200, "", R"({"access_token":"a","access_token":"b"})"},
        Reply{200, "", R"({"access_token":"a"})"},
        Reply{200, "", R"({"access_token":1,"token_type":"bearer"})"},
        Reply{200, "", R"({"access_token":"a\r\nX: 1","token_type":"bearer"})"},
        Reply{200, "", R"({"token_type":"bearer"})"}}) {
    provider_.instead = {{"token", reply}};
    EXPECT_EQ(CodeOf(SignIn()), absl::StatusCode::kUnavailable)
        << reply.status << reply.body.substr(0, 60);
  }
  for (const Reply& reply : {Reply{500, "", ""}, Reply{404, "", ""},
                             Reply{200, "", deep}, Reply{200, "", "[]"}}) {
    provider_.instead = {{"userinfo", reply}};
    EXPECT_EQ(CodeOf(SignIn()), absl::StatusCode::kUnavailable);
  }
}

TEST_F(OpenIdTest, ARefusalOfTheConsoleIsForWhoRunsIt) {
  for (const char* error : {"invalid_client", "unauthorized_client"}) {
    provider_.instead = {
        {"token", FakeProvider::Json(400, {{"error", error}})}};
    ExpectSignInFails(absl::StatusCode::kFailedPrecondition,
                      "openid.client_secret");
  }
  provider_.instead = {
      {"token", FakeProvider::Json(400, {{"error", "invalid_grant"}})}};
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "sign in again");
  provider_.instead = {{"userinfo", {200, "application/jwt", "a.b.c"}}};
  ExpectSignInFails(absl::StatusCode::kFailedPrecondition, "plain JSON");
}

TEST_F(OpenIdTest, AnotherPersonsUserInfoSignsNobodyIn) {
  provider_.info["sub"] = "s-2";
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "somebody else");
  provider_.info.erase("sub");
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "somebody else");
  provider_.info["sub"] = "s-1";
  provider_.info["preferred_username"] = "p.example";
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "name");
}

TEST_F(OpenIdTest, InNoGroupNobodySignsIn) {
  for (const json& groups : {json::array(), json({"visitors"}), json("Staff"),
                             json(7), json({{"staff", true}}), json({1, 2})}) {
    provider_.info["groups"] = groups;
    ExpectSignInFails(absl::StatusCode::kPermissionDenied, "no group");
  }
  provider_.info.erase("groups");
  ExpectSignInFails(absl::StatusCode::kPermissionDenied, "no group");
  provider_.info["groups"] = "officers";  // One, said as a string.
  const auto person = SignIn();
  ASSERT_TRUE(person.ok());
  EXPECT_THAT(person->who.roles, UnorderedElementsAre("dpo"));
}

TEST_F(OpenIdTest, AStaffNameThatIsNoneIsForWhoRunsTheConsole) {
  for (const json& name :
       {json(""), json(7), json("j brook"), json("j/brook"), json("j\nbrook"),
        json("bröok"), json(std::string(65, 'a')), json(nullptr)}) {
    provider_.claims["preferred_username"] = name;
    ExpectSignInFails(absl::StatusCode::kFailedPrecondition,
                      "openid.staff_claim");
  }
}

TEST_F(OpenIdTest, GroupsThatCannotBeAskedForAgainAreForWhoRunsTheProvider) {
  provider_.info.erase("groups");
  provider_.claims["groups"] = {"staff"};
  ExpectSignInFails(absl::StatusCode::kFailedPrecondition, "userinfo");
  provider_.gives_refresh = true;
  provider_.signs_on_refresh = true;
  auto person = SignIn();
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_THAT(person->who.roles, UnorderedElementsAre("practitioner"));
  // The refreshed token tells them from then on.
  provider_.claims["groups"] = {"officers"};
  person = openid_.Recheck(person->tokens);
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_THAT(person->who.roles, UnorderedElementsAre("dpo"));
  EXPECT_EQ(person->tokens.refresh, "refresh-1+");
  provider_.claims.erase("groups");
  EXPECT_EQ(CodeOf(openid_.Recheck(person->tokens)),
            absl::StatusCode::kPermissionDenied);
}

class RecheckTest : public OpenIdTest {
 protected:
  void SetUp() override {
    provider_.gives_refresh = true;
    auto person = SignIn();
    ASSERT_TRUE(person.ok()) << person.status();
    tokens_ = person->tokens;
  }
  Tokens tokens_;
};

TEST_F(RecheckTest, RolesAreAsTheyAreNow) {
  provider_.info["groups"] = {"officers"};
  const auto person = openid_.Recheck(tokens_);
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_EQ(person->who.staff, "j.brook");
  EXPECT_THAT(person->who.roles, UnorderedElementsAre("dpo"));
}

TEST_F(RecheckTest, WhoWasTakenOutOfTheGroupIsDenied) {
  provider_.info["groups"] = json::array();
  EXPECT_EQ(CodeOf(openid_.Recheck(tokens_)),
            absl::StatusCode::kPermissionDenied);
  provider_.info.erase("groups");
  EXPECT_EQ(CodeOf(openid_.Recheck(tokens_)),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(RecheckTest, AProviderThatIsDownSaysNothing) {
  provider_.down = true;
  EXPECT_EQ(CodeOf(openid_.Recheck(tokens_)), absl::StatusCode::kUnavailable);
  provider_.down = false;
  provider_.instead = {{"userinfo", {503, "", ""}}};
  EXPECT_EQ(CodeOf(openid_.Recheck(tokens_)), absl::StatusCode::kUnavailable);
}

TEST_F(RecheckTest, AnAccessTokenThatEndedIsRenewed) {
  provider_.access = "access-2";
  const auto person = openid_.Recheck(tokens_);
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_EQ(person->tokens.access, "access-2+");
  EXPECT_EQ(person->tokens.refresh, "refresh-1+");
  EXPECT_TRUE(openid_.Recheck(person->tokens).ok());
}

TEST_F(RecheckTest, RenewedTokensAreKeptWhateverComesAfter) {
  const auto keep = [this](const Tokens& tokens) { tokens_ = tokens; };
  provider_.access = "access-2";
  provider_.signs_on_refresh = true;
  provider_.header["kid"] = "unknown";  // The renewed token does not hold.
  EXPECT_FALSE(openid_.Recheck(Tokens(tokens_), keep).ok());
  EXPECT_EQ(tokens_.access, "access-2+");
  EXPECT_EQ(tokens_.refresh, "refresh-1+");
  // The provider falls silent between the two questions.
  provider_.signs_on_refresh = false;
  provider_.access = "access-3";
  provider_.down_after_refresh = true;
  EXPECT_EQ(CodeOf(openid_.Recheck(Tokens(tokens_), keep)),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(tokens_.access, "access-3+");
  EXPECT_EQ(tokens_.refresh, "refresh-1++");
  provider_.down = false;
  const auto person = openid_.Recheck(tokens_, keep);
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_EQ(person->tokens.refresh, "refresh-1++");
}

TEST_F(RecheckTest, WhatCannotBeRenewedEnds) {
  provider_.access = "access-2";
  provider_.refresh = "refresh-2";
  EXPECT_EQ(CodeOf(openid_.Recheck(tokens_)),
            absl::StatusCode::kUnauthenticated);
  tokens_.refresh.clear();
  EXPECT_EQ(CodeOf(openid_.Recheck(tokens_)),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(openid_.Recheck({})), absl::StatusCode::kUnauthenticated);
}

TEST_F(RecheckTest, SomebodyElsesAnswerEndsIt) {
  provider_.info["sub"] = "s-2";
  EXPECT_EQ(CodeOf(openid_.Recheck(tokens_)),
            absl::StatusCode::kUnauthenticated);
  provider_.info["sub"] = "s-1";
  provider_.info["preferred_username"] = "p.example";
  EXPECT_EQ(CodeOf(openid_.Recheck(tokens_)),
            absl::StatusCode::kUnauthenticated);
  // And so does a refreshed token of somebody else.
  provider_.info.erase("preferred_username");
  provider_.access = "access-2";
  provider_.signs_on_refresh = true;
  provider_.claims["sub"] = "s-2";
  EXPECT_EQ(CodeOf(openid_.Recheck(tokens_)),
            absl::StatusCode::kUnauthenticated);
}

}  // namespace
}  // namespace kith::console
