// SPDX-License-Identifier: Apache-2.0
#include "keys/password_hash.h"

#include <gtest/gtest.h>

namespace kith {
namespace {

Secret Of(absl::string_view password) { return Secret::FromBytes(password); }

TEST(PasswordHashTest, OnlyThatPasswordFits) {
  const auto hash = HashPassword(Of("three words do"));
  ASSERT_TRUE(hash.ok());
  EXPECT_TRUE(IsPasswordHash(*hash));
  EXPECT_TRUE(CheckPasswordHash(*hash, Of("three words do")).ok());
  for (const char* other : {"three words dO", "three words", ""}) {
    EXPECT_EQ(CheckPasswordHash(*hash, Of(other)).code(),
              absl::StatusCode::kUnauthenticated);
  }
}

TEST(PasswordHashTest, TwoHashesOfOnePasswordDiffer) {
  EXPECT_NE(*HashPassword(Of("three words do")),
            *HashPassword(Of("three words do")));
}

TEST(PasswordHashTest, AnotherSettingIsNoHash) {
  for (const char* hash :
       {"", "plain", "$argon2i$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA",
        "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"}) {
    EXPECT_FALSE(IsPasswordHash(hash)) << hash;
    EXPECT_EQ(CheckPasswordHash(hash, Of("x")).code(),
              absl::StatusCode::kUnauthenticated);
  }
}

}  // namespace
}  // namespace kith
