// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/cookies.h"

#include <gtest/gtest.h>

namespace kith::console {
namespace {

absl::StatusCode CodeOf(absl::string_view header) {
  return CookieIn(header, kSessionCookie).status().code();
}

TEST(CookiesTest, OneIsFoundAmongOthers) {
  EXPECT_EQ(*CookieIn("a=1; __Host-kith=Ab-_9;c", kSessionCookie), "Ab-_9");
  EXPECT_EQ(*CookieIn("__Host-kith-signin=x; __Host-kith=y", kSigninCookie),
            "x");
}

TEST(CookiesTest, AbsentIsNotBad) {
  EXPECT_EQ(CodeOf(""), absl::StatusCode::kNotFound);
  EXPECT_EQ(CodeOf("kith=1; x__Host-kith=2; __host-kith=3"),
            absl::StatusCode::kNotFound);
}

TEST(CookiesTest, TwiceIsRefusedEvenIfAlike) {
  EXPECT_EQ(CodeOf("__Host-kith=a; __Host-kith=b"),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("__Host-kith=a; __Host-kith=a"),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("__Host-kith; __Host-kith=a"),
            absl::StatusCode::kInvalidArgument);
}

TEST(CookiesTest, WhatIsNoValueOfOursIsRefused) {
  for (const char* header :
       {"__Host-kith=", "__Host-kith", "__Host-kith=\"a\"", "__Host-kith=a b",
        "__Host-kith=a=b", "__Host-kith=%41"}) {
    EXPECT_EQ(CodeOf(header), absl::StatusCode::kInvalidArgument) << header;
  }
  EXPECT_EQ(CodeOf("__Host-kith=" + std::string(513, 'a')),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CodeOf("a=" + std::string(8192, 'a')),
            absl::StatusCode::kInvalidArgument);
}

TEST(CookiesTest, SetAsABrowserWantsIt) {
  EXPECT_EQ(SetCookie(kSessionCookie, "abc"),
            "__Host-kith=abc; Secure; HttpOnly; SameSite=Lax; Path=/");
  EXPECT_EQ(SetCookie(kSigninCookie, "abc", absl::Minutes(10)),
            "__Host-kith-signin=abc; Secure; HttpOnly; SameSite=Lax; Path=/; "
            "Max-Age=600");
  EXPECT_EQ(ForgetCookie(kSessionCookie),
            "__Host-kith=; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
}

}  // namespace
}  // namespace kith::console
