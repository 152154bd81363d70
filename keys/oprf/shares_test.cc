// SPDX-License-Identifier: Apache-2.0
#include "keys/oprf/shares.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"

namespace kith::oprf {
namespace {

class SharesTest : public testing::Test {
 protected:
  SystemRandom random_;
  const Dealt dealt_ = *Deal(3, random_);
  const std::vector<std::string> inputs_ = {"ash", "birch"};

  const EvaluationKey& Share(std::uint32_t index) const {
    return dealt_.shares[index - 1];
  }
  // What two key holders evaluate of `blinded`, added.
  std::string ByPair(std::uint32_t first, std::uint32_t second,
                     const std::string& blinded) {
    const auto one = *WeighedShare(Share(first), first, second);
    const auto other = *WeighedShare(Share(second), second, first);
    return *SumOfPair(one.Evaluate(blinded, random_)->elements,
                      other.Evaluate(blinded, random_)->elements);
  }
};

// k = 2 * k_1 - k_2: the weights at zero of 1 and 2 are 2 and -1.
TEST_F(SharesTest, AnyTwoGiveWhatTheOthersGive) {
  std::vector<Blinding> blindings;
  std::string blinded;
  for (const std::string& input : inputs_) {
    blindings.push_back(*Blind(input, random_));
    blinded += blindings.back().element;
  }
  const auto expected = *Finalize(inputs_, blindings, ByPair(1, 2, blinded));
  EXPECT_EQ(*Finalize(inputs_, blindings, ByPair(1, 3, blinded)), expected);
  EXPECT_EQ(*Finalize(inputs_, blindings, ByPair(3, 2, blinded)), expected);
}

TEST_F(SharesTest, EachPairIsThePublicKey) {
  for (const auto& [first, second] :
       std::vector<std::pair<std::uint32_t, std::uint32_t>>{
           {1, 2}, {1, 3}, {2, 3}}) {
    EXPECT_EQ(*SumOfPair(
                  *WeighedPublicKey(Share(first).public_key(), first, second),
                  *WeighedPublicKey(Share(second).public_key(), second, first)),
              dealt_.public_key);
  }
}

TEST_F(SharesTest, AWeighedShareProvesAgainstItsWeighedPublicKey) {
  const std::string blinded = Blind("ash", random_)->element;
  const auto weighed = *WeighedShare(Share(2), 2, 3);
  const auto evaluation = *weighed.Evaluate(blinded, random_);
  const std::string pinned = *WeighedPublicKey(Share(2).public_key(), 2, 3);
  EXPECT_TRUE(
      Verify(pinned, blinded, evaluation.elements, evaluation.proof).ok());
  // Weighed for another pair it is another key.
  EXPECT_EQ(Verify(*WeighedPublicKey(Share(2).public_key(), 2, 1), blinded,
                   evaluation.elements, evaluation.proof)
                .code(),
            absl::StatusCode::kPermissionDenied);
}

// RFC 9497, A.1.2: the first vector's key, split; what comes out is the
// vector's.
TEST_F(SharesTest, ASplitKeyGivesTheOutputOfRfc9497) {
  const auto bytes = [](absl::string_view hex) {
    return absl::HexStringToBytes(hex);
  };
  // With a line of slope zero every share is the key, and the weights add to 1.
  const auto key = *EvaluationKey::FromSecret(Secret::FromBytes(bytes(
      "e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909")));
  const std::string input = bytes("00");
  const auto blinding = *BlindWithFixedScalarForTest(
      input, bytes("64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c"
                   "1f6706"));
  const auto one =
      *WeighedShare(key, 1, 3)->Evaluate(blinding.element, random_);
  const auto other =
      *WeighedShare(key, 3, 1)->Evaluate(blinding.element, random_);
  const std::string sum = *SumOfPair(one.elements, other.elements);
  EXPECT_EQ(absl::BytesToHexString(sum),
            "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e");
  EXPECT_EQ(absl::BytesToHexString((*Finalize({input}, {blinding}, sum))[0]),
            "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7d"
            "a4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c");
}

TEST_F(SharesTest, OneShareAloneIsNotTheKey) {
  const std::string blinded = Blind("ash", random_)->element;
  const std::string whole = ByPair(1, 2, blinded);
  for (const EvaluationKey& share : dealt_.shares) {
    EXPECT_NE(share.Evaluate(blinded, random_)->elements, whole);
    EXPECT_NE(share.public_key(), dealt_.public_key);
  }
}

TEST_F(SharesTest, WhatIsNoPairIsRefused) {
  EXPECT_EQ(WeighedShare(Share(1), 1, 1).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(WeighedShare(Share(1), 0, 2).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(WeighedPublicKey(Share(1).public_key(), 1, kMostShares + 1)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(WeighedPublicKey(std::string(32, '\0'), 1, 2).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Deal(1, random_).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(SharesTest, UnequalOrUnacceptableElementsAreNotAdded) {
  const std::string element = RandomElement(random_);
  EXPECT_EQ(SumOfPair(element, element + element).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(SumOfPair(element, std::string(32, '\0')).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith::oprf
