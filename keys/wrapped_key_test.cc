// SPDX-License-Identifier: Apache-2.0
#include "keys/wrapped_key.h"

#include <gtest/gtest.h>

namespace kith {
namespace {

class WrappedKeyTest : public testing::Test {
 protected:
  absl::StatusCode Open(absl::string_view passphrase, absl::string_view owner) {
    return Unwrap(wrapped_, Secret::FromBytes(passphrase), owner)
        .status()
        .code();
  }

  static constexpr char kPassphrase[] = "grey heron under stairs";
  SystemRandom random_;
  WrappedKey wrapped_ =
      *MakeWrappedKey(Secret::FromBytes(kPassphrase), "j-brook", random_);
};

TEST_F(WrappedKeyTest, OpensByItsPassphraseAndSignsAsThePublicKeySays) {
  const auto signer =
      Unwrap(wrapped_, Secret::FromBytes(kPassphrase), "j-brook");
  ASSERT_TRUE(signer.ok()) << signer.status();
  EXPECT_EQ(signer->public_key(), wrapped_.public_key);
}

TEST_F(WrappedKeyTest, AnotherPassphraseOrOwnerDoesNotOpenIt) {
  EXPECT_EQ(Open("grey heron under stair", "j-brook"),
            absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Open(kPassphrase, "m-field"), absl::StatusCode::kPermissionDenied);
}

TEST_F(WrappedKeyTest, AKeyPutInItsPlaceDoesNotOpen) {
  const WrappedKey other =
      *MakeWrappedKey(Secret::FromBytes(kPassphrase), "j-brook", random_);
  wrapped_.public_key = other.public_key;
  EXPECT_EQ(Open(kPassphrase, "j-brook"), absl::StatusCode::kPermissionDenied);
}

TEST_F(WrappedKeyTest, AShortPassphraseIsNotTaken) {
  const auto made =
      MakeWrappedKey(Secret::FromBytes("short"), "j-brook", random_);
  EXPECT_EQ(made.status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(WrappedKeyTest, TheSeedIsNotInWhatIsKept) {
  const auto signer =
      Unwrap(wrapped_, Secret::FromBytes(kPassphrase), "j-brook");
  ASSERT_TRUE(signer.ok());
  EXPECT_EQ(wrapped_.sealed.find(std::string(signer->seed().Expose())),
            std::string::npos);
}

}  // namespace
}  // namespace kith
