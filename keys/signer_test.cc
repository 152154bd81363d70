// SPDX-License-Identifier: Apache-2.0
#include "keys/signer.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/escaping.h"

namespace kith {
namespace {

constexpr Label kLabels[] = {
    Label::kNetworkFile,     Label::kEnquiry,
    Label::kCapsule,         Label::kShieldedAsk,
    Label::kAnswer,          Label::kRelease,
    Label::kWithdrawal,      Label::kGround,
    Label::kReceipt,         Label::kCountersign,
    Label::kEnrolment,       Label::kKeyHolderLog,
    Label::kRecall,          Label::kRecallAcknowledged,
    Label::kPersonKey,       Label::kUrgentRequest,
    Label::kUrgentAuthorise, Label::kUrgent,
    Label::kUrgentReview,    Label::kHandover};

// One agency signs in one network.
class SignerTest : public testing::Test {
 protected:
  absl::StatusCode Verify(Label label, absl::string_view network,
                          absl::string_view body, absl::string_view signature) {
    return VerifySignature(signer_.public_key(), label, network, body,
                           signature)
        .code();
  }

  static constexpr auto kOk = absl::StatusCode::kOk;
  static constexpr auto kRefused = absl::StatusCode::kUnauthenticated;
  SystemRandom random_;
  const std::string network_ = std::string(kNetworkIdBytes, 'n');
  const Signer signer_ = Signer::Generate(random_);
  const std::string signature_ =
      signer_.Sign(Label::kEnquiry, network_, "body");
};

TEST_F(SignerTest, SignatureHoldsForWhatWasSigned) {
  EXPECT_EQ(Verify(Label::kEnquiry, network_, "body", signature_), kOk);
}

TEST_F(SignerTest, SignatureDoesNotHoldUnderAnotherLabel) {
  EXPECT_EQ(Verify(Label::kAnswer, network_, "body", signature_), kRefused);
}

TEST_F(SignerTest, SignatureDoesNotHoldInAnotherNetwork) {
  const std::string other(kNetworkIdBytes, 'm');
  EXPECT_EQ(Verify(Label::kEnquiry, other, "body", signature_), kRefused);
  EXPECT_EQ(Verify(Label::kEnquiry, "short", "body", signature_), kRefused);
}

TEST_F(SignerTest, SignatureDoesNotHoldForAnotherBody) {
  EXPECT_EQ(Verify(Label::kEnquiry, network_, "bodz", signature_), kRefused);
}

TEST_F(SignerTest, AlteredOrShortSignatureIsRefused) {
  std::string altered = signature_;
  altered[10] ^= 1;
  EXPECT_EQ(Verify(Label::kEnquiry, network_, "body", altered), kRefused);
  EXPECT_EQ(Verify(Label::kEnquiry, network_, "body", signature_.substr(1)),
            kRefused);
}

TEST_F(SignerTest, AnotherKeysSignatureIsRefused) {
  const Signer other = Signer::Generate(random_);
  EXPECT_EQ(Verify(Label::kEnquiry, network_, "body",
                   other.Sign(Label::kEnquiry, network_, "body")),
            kRefused);
}

// The identity as key and as R, with s = 0, satisfies the plain equation for
// every message.
TEST_F(SignerTest, SmallOrderKeyIsRefused) {
  std::string key(kPublicKeyBytes, '\0');
  key[0] = 1;
  const std::string signature = key + std::string(32, '\0');
  EXPECT_EQ(VerifyNoteText(key, "any text", signature).code(), kRefused);
}

// s + L satisfies the plain equation too.
TEST_F(SignerTest, NonCanonicalSignatureIsRefused) {
  const std::string order = absl::HexStringToBytes(
      "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  std::string altered = signature_;
  int carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += static_cast<unsigned char>(altered[32 + i]) +
             static_cast<unsigned char>(order[i]);
    altered[32 + i] = static_cast<char>(carry & 0xff);
    carry >>= 8;
  }
  ASSERT_EQ(carry, 0);
  EXPECT_EQ(Verify(Label::kEnquiry, network_, "body", altered), kRefused);
}

TEST_F(SignerTest, SameSeedIsTheSameSigner) {
  const absl::StatusOr<Signer> again = Signer::FromSeed(signer_.seed());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->public_key(), signer_.public_key());
  EXPECT_FALSE(Signer::FromSeed(Secret::FromBytes("short")).ok());
}

TEST_F(SignerTest, NoTwoLabelsAreAlike) {
  std::set<std::string> texts;
  for (const Label label : kLabels) texts.emplace(LabelText(label));
  EXPECT_EQ(texts.size(), std::size(kLabels));
}

// RFC 8032, test 2: the bare form adds nothing to the text.
TEST_F(SignerTest, NoteTextIsSignedBare) {
  const absl::StatusOr<Signer> signer =
      Signer::FromSeed(Secret::FromBytes(absl::HexStringToBytes(
          "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")));
  ASSERT_TRUE(signer.ok());
  const std::string signature = signer->SignNoteText("\x72");
  EXPECT_EQ(absl::BytesToHexString(signature),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  EXPECT_TRUE(VerifyNoteText(signer->public_key(), "\x72", signature).ok());
  EXPECT_FALSE(VerifyNoteText(signer->public_key(), "\x73", signature).ok());
}

}  // namespace
}  // namespace kith
