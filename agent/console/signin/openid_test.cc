// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/console/signin/openid_world.h"

namespace kith::console {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

TEST_F(OpenIdTest, APersonSignsInWithTheRolesOfTheirGroups) {
  const auto person = SignIn();
  ASSERT_TRUE(person.ok()) << person.status();
  EXPECT_EQ(person->who.staff, "j.brook");
  EXPECT_THAT(person->who.roles,
              UnorderedElementsAre("practitioner", "front-door"));
  EXPECT_EQ(person->tokens.staff, "j.brook");
  EXPECT_EQ(person->tokens.subject, "s-1");
  EXPECT_EQ(person->tokens.access, "access-1");
  EXPECT_EQ(person->tokens.refresh, "");
}

TEST_F(OpenIdTest, TheBrowserIsSentWithAllThatProtectsIt) {
  const auto begun = openid_.Begin();
  const auto other = openid_.Begin();
  ASSERT_TRUE(begun.ok() && other.ok());
  EXPECT_THAT(begun->url,
              StartsWith("https://id.hillview.example/realm/authorize?"));
  provider_.SignIn(begun->url);
  auto asked = provider_.asked;
  EXPECT_EQ(asked["response_type"], "code");
  EXPECT_EQ(asked["client_id"], "kith");
  EXPECT_EQ(asked["scope"], "openid profile");
  EXPECT_EQ(asked["code_challenge_method"], "S256");
  EXPECT_EQ(asked["redirect_uri"], "https://kith.hillview.example/sign-in/done");
  provider_.SignIn(other->url);
  for (const char* field : {"state", "nonce", "code_challenge"}) {
    EXPECT_EQ(asked[field].size(), 43u) << field;
    EXPECT_NE(asked[field], provider_.asked[field]) << field;
    EXPECT_THAT(begun->cookie, Not(HasSubstr(asked[field]))) << field;
  }
  EXPECT_LE(begun->cookie.size(), 512u);
}

TEST_F(OpenIdTest, TheSecretGoesAsTheProviderWantsIt) {
  ASSERT_TRUE(SignIn().ok());
  const auto sent_to_token = [this] {
    for (const auto& request : provider_.sent) {
      if (absl::EndsWith(request.url, "/token")) return request;
    }
    return ProviderRequest{};
  };
  EXPECT_EQ(sent_to_token().authorization,
            "Basic " + absl::Base64Escape("kith:se%20cret"));
  EXPECT_THAT(sent_to_token().form, Not(HasSubstr("client_secret")));

  provider_.sent.clear();
  provider_.discovery["token_endpoint_auth_methods_supported"] = {
      "client_secret_post"};
  clock_.Advance(absl::Hours(1));
  ASSERT_TRUE(SignIn().ok());
  EXPECT_EQ(sent_to_token().authorization, "");
  EXPECT_THAT(sent_to_token().form, HasSubstr("client_secret=se%20cret"));
}

TEST_F(OpenIdTest, AnotherBrowsersAnswerIsRefused) {
  const auto begun = openid_.Begin();
  const auto other = openid_.Begin();
  ASSERT_TRUE(begun.ok() && other.ok());
  const std::string query = provider_.SignIn(begun->url);
  EXPECT_EQ(CodeOf(openid_.Finish(query, other->cookie)),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CodeOf(openid_.Finish(query, "")),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(provider_.CountSent("/token"), 0u);
  // Refused answers did not use it up.
  EXPECT_TRUE(openid_.Finish(query, begun->cookie).ok());
}

TEST_F(OpenIdTest, ACookieThatWasChangedIsRefused) {
  const auto begun = openid_.Begin();
  ASSERT_TRUE(begun.ok());
  const std::string query = provider_.SignIn(begun->url);
  for (std::size_t i = 0; i < begun->cookie.size() - 1; i += 7) {
    std::string cookie = begun->cookie;
    cookie[i] = cookie[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(CodeOf(openid_.Finish(query, cookie)),
              absl::StatusCode::kUnauthenticated)
        << i;
  }
  OpenId restarted(Options(), provider_, clock_, random_);
  EXPECT_EQ(CodeOf(restarted.Finish(query, begun->cookie)),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(OpenIdTest, AnotherOrNoStateIsRefused) {
  const auto begun = openid_.Begin();
  ASSERT_TRUE(begun.ok());
  provider_.SignIn(begun->url);
  for (const char* query : {"code=code%2B1", "code=code%2B1&state=",
                            "code=code%2B1&state=AAAA", ""}) {
    EXPECT_EQ(CodeOf(openid_.Finish(query, begun->cookie)),
              absl::StatusCode::kUnauthenticated)
        << query;
  }
}

TEST_F(OpenIdTest, AnAnswerIsGoodOnce) {
  const auto begun = openid_.Begin();
  ASSERT_TRUE(begun.ok());
  const std::string query = provider_.SignIn(begun->url);
  ASSERT_TRUE(openid_.Finish(query, begun->cookie).ok());
  // Even with a code that the provider would take.
  EXPECT_EQ(CodeOf(openid_.Finish(provider_.SignIn(begun->url), begun->cookie)),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(provider_.CountSent("/token"), 1u);
}

TEST_F(OpenIdTest, AnAnswerThatComesTooLateIsRefused) {
  const auto begun = openid_.Begin();
  ASSERT_TRUE(begun.ok());
  const std::string query = provider_.SignIn(begun->url);
  clock_.Jump(-absl::Hours(5));
  clock_.Advance(kSigninLasts);
  EXPECT_EQ(CodeOf(openid_.Finish(query, begun->cookie)),
            absl::StatusCode::kUnauthenticated);
}

TEST_F(OpenIdTest, ACodeOfAnotherSignInIsRefusedByPkceAndByNonce) {
  const auto mine = openid_.Begin();
  const auto theirs = openid_.Begin();
  ASSERT_TRUE(mine.ok() && theirs.ok());
  provider_.SignIn(mine->url);
  const std::string state = provider_.asked["state"];
  // An attacker puts a code of their own into this browser's answer.
  provider_.SignIn(theirs->url);
  const std::string mixed =
      FormOf({{"code", provider_.code}, {"state", state}});
  EXPECT_EQ(CodeOf(openid_.Finish(mixed, mine->cookie)),
            absl::StatusCode::kUnauthenticated);
  // A provider that forgot PKCE is caught by the nonce.
  provider_.claims["nonce"] = provider_.asked["nonce"];
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "another sign-in");
}

TEST_F(OpenIdTest, AnotherProvidersAnswerIsRefused) {
  auto begun = openid_.Begin();
  ASSERT_TRUE(begun.ok());
  std::string query = provider_.SignIn(begun->url);
  EXPECT_EQ(CodeOf(openid_.Finish(query + "&iss=https%3A%2F%2Fevil.example",
                                  begun->cookie)),
            absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(provider_.CountSent("/token"), 0u);
  begun = openid_.Begin();
  query = provider_.SignIn(begun->url);
  EXPECT_TRUE(openid_
                  .Finish(query + "&iss=" + UrlEncoded(FakeProvider::kIssuer),
                          begun->cookie)
                  .ok());
}

TEST_F(OpenIdTest, AProviderThatNamesItselfMustAlwaysDoSo) {
  provider_.discovery["authorization_response_iss_parameter_supported"] = true;
  ExpectSignInFails(absl::StatusCode::kUnauthenticated, "another provider");
}

TEST_F(OpenIdTest, WhatTheProviderCallsAFailureIsSaidInOurWords) {
  const auto fail = [this](const std::string& error) {
    const auto begun = openid_.Begin();
    provider_.SignIn(begun->url);
    return openid_
        .Finish(FormOf({{"error", error},
                        {"error_description", "<b>ring 0900</b>"},
                        {"state", provider_.asked["state"]}}),
                begun->cookie)
        .status();
  };
  EXPECT_EQ(fail("access_denied").code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(fail("server_error").code(), absl::StatusCode::kUnavailable);
  const absl::Status other = fail("<b>x</b>");
  EXPECT_EQ(other.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(std::string(other.message()), Not(HasSubstr("<")));
}

TEST_F(OpenIdTest, AQueryThatSaysItTwiceIsRefused) {
  const auto begun = openid_.Begin();
  const std::string query = provider_.SignIn(begun->url);
  for (const std::string& bad :
       {query + "&" + query, query + "&x=%00", std::string("state=%0a"),
        std::string(9000, 'a')}) {
    EXPECT_EQ(CodeOf(openid_.Finish(bad, begun->cookie)),
              absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace kith::console
