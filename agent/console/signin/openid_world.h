// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_OPENID_WORLD_H_
#define KITH_AGENT_CONSOLE_SIGNIN_OPENID_WORLD_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "agent/console/signin/fake_provider.h"
#include "agent/console/signin/openid.h"
#include "keys/base/fake_clock.h"

namespace kith::console {

// A console with its provider, and one person.
class OpenIdTest : public ::testing::Test {
 protected:
  static OpenIdOptions Options() {
    return {.issuer = FakeProvider::kIssuer,
            .client_id = "kith",
            .client_secret = "se cret",
            .staff_claim = "preferred_username",
            .groups_claim = "groups",
            .roles_of = {{"staff", {"practitioner"}},
                         {"front", {"front-door", "practitioner"}},
                         {"officers", {"dpo"}}},
            .scopes = {"openid", "profile"},
            .redirect_uri = "https://kith.hillview.example/sign-in/done",
            .recheck = absl::Minutes(5)};
  }
  absl::StatusOr<OpenId::SignedIn> SignIn() {
    const auto begun = openid_.Begin();
    if (!begun.ok()) return begun.status();
    return openid_.Finish(provider_.SignIn(begun->url), begun->cookie);
  }
  void ExpectSignInFails(absl::StatusCode code, const std::string& why) {
    const auto person = SignIn();
    EXPECT_EQ(person.status().code(), code) << person.status();
    EXPECT_THAT(std::string(person.status().message()),
                ::testing::HasSubstr(why));
  }
  static absl::StatusCode CodeOf(
      const absl::StatusOr<OpenId::SignedIn>& person) {
    return person.status().code();
  }

  FakeClock clock_;
  SystemRandom random_;
  FakeProvider provider_{clock_};
  OpenId openid_{Options(), provider_, clock_, random_};
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_OPENID_WORLD_H_
