// SPDX-License-Identifier: Apache-2.0
#include "keys/slot.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "keys/test_looks_like_a_key.h"

namespace kith {
namespace {

constexpr int kMany = 2000;

// An asker's reply key and a holder's signed answer.
class SlotTest : public testing::Test {
 protected:
  std::string Seal(absl::string_view answer) {
    return SealAnswer(key_.public_key(), answer, signature_).value_or("");
  }

  SystemRandom random_;
  const ReplyKey key_ = ReplyKey::Generate(random_);
  const std::string signature_ = std::string(kSignatureBytes, 's');
};

TEST_F(SlotTest, AnswerOpensWithTheReplyKey) {
  const auto opened = key_.Open(Seal("we help"));
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->answer, "we help");
  EXPECT_EQ(opened->signature, signature_);
}

TEST_F(SlotTest, LongestAndEmptyAnswersFit) {
  const std::string longest(kMaxAnswerBytes, 'a');
  EXPECT_EQ(key_.Open(Seal(longest))->answer, longest);
  EXPECT_EQ(key_.Open(Seal(""))->answer, "");
}

TEST_F(SlotTest, AnswerOneByteTooLongIsRefused) {
  EXPECT_EQ(SealAnswer(key_.public_key(), std::string(kMaxAnswerBytes + 1, 'a'),
                       signature_)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(SlotTest, BlankDoesNotOpen) {
  EXPECT_FALSE(key_.Open(MakeBlank(random_)).has_value());
}

TEST_F(SlotTest, AnotherKeyDoesNotOpen) {
  EXPECT_FALSE(ReplyKey::Generate(random_).Open(Seal("we help")).has_value());
}

TEST_F(SlotTest, AlteredOrCutSlotDoesNotOpen) {
  std::string altered = Seal("we help");
  altered[500] ^= 1;
  EXPECT_FALSE(key_.Open(altered).has_value());
  EXPECT_FALSE(key_.Open(Seal("we help").substr(1)).has_value());
}

TEST_F(SlotTest, BlankAndAnswerAreOfOneLength) {
  EXPECT_EQ(Seal("").size(), kSlotBytes);
  EXPECT_EQ(MakeBlank(random_).size(), kSlotBytes);
}

TEST_F(SlotTest, EveryAnswerBeginsWithAKey) {
  LooksLikeAKey looks_like_a_key;
  int keys = 0;
  for (int i = 0; i < kMany; ++i) keys += looks_like_a_key(Seal("we help"));
  EXPECT_EQ(keys, kMany);
}

// INVARIANT (withheld equals unknown): by its bytes a blank is an answer.
TEST_F(SlotTest, EveryBlankBeginsWithAKey) {
  LooksLikeAKey looks_like_a_key;
  int keys = 0;
  for (int i = 0; i < kMany; ++i) keys += looks_like_a_key(MakeBlank(random_));
  EXPECT_EQ(keys, kMany);
}

// The control: were blanks random bytes, the test above would see it.
TEST_F(SlotTest, RandomBytesMostlyDoNotBeginWithAKey) {
  LooksLikeAKey looks_like_a_key;
  int keys = 0;
  for (int i = 0; i < kMany; ++i) {
    keys += looks_like_a_key(random_.Bytes(kSlotBytes));
  }
  EXPECT_GT(keys, kMany / 5);
  EXPECT_LT(keys, kMany * 3 / 10);
}

// Every encoding of a point of order 1, 2, 4 or 8, on the curve or its twist.
TEST_F(SlotTest, ReplyKeysOfLowOrderAreRefused) {
  constexpr absl::string_view kLowOrder[] = {
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0100000000000000000000000000000000000000000000000000000000000000",
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};
  for (const absl::string_view hex : kLowOrder) {
    const std::string key = absl::HexStringToBytes(hex);
    EXPECT_FALSE(IsAcceptableReplyKey(key)) << hex;
    EXPECT_FALSE(SealAnswer(key, "we help", signature_).ok()) << hex;
  }
}

TEST_F(SlotTest, HonestReplyKeyIsAcceptedAndAShortOneIsNot) {
  EXPECT_TRUE(IsAcceptableReplyKey(key_.public_key()));
  EXPECT_FALSE(IsAcceptableReplyKey(key_.public_key().substr(1)));
}

TEST_F(SlotTest, AnswersSignatureCoversEveryField) {
  const std::string body = AnswerSignatureBody("e", 1, "r", "a", "answer");
  EXPECT_NE(body, AnswerSignatureBody("f", 1, "r", "a", "answer"));
  EXPECT_NE(body, AnswerSignatureBody("e", 2, "r", "a", "answer"));
  EXPECT_NE(body, AnswerSignatureBody("e", 1, "s", "a", "answer"));
  EXPECT_NE(body, AnswerSignatureBody("e", 1, "r", "b", "answer"));
  EXPECT_NE(body, AnswerSignatureBody("e", 1, "r", "a", "answes"));
  EXPECT_EQ(body, AnswerSignatureBody("e", 1, "r", "a", "answer"));
}

}  // namespace
}  // namespace kith
