// SPDX-License-Identifier: Apache-2.0
#include "keys/oprf/voprf.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace kith::oprf {
namespace {

std::string Bytes(absl::string_view hex) { return absl::HexStringToBytes(hex); }

// RFC 9497, appendix A.1.2: ristretto255-SHA512, VOPRF mode. Everything in hex;
// the values of a batch one after another.
constexpr absl::string_view kSeed =
    "a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3";
constexpr absl::string_view kInfo = "74657374206b6579";
constexpr absl::string_view kSecretKey =
    "e6f73f344b79b379f1a0dd37e07ff62e38d9f71345ce62ae3a9bc60b04ccd909";
constexpr absl::string_view kPublicKey =
    "c803e2cc6b05fc15064549b5920659ca4a77b2cca6f04f6b357009335476ad4e";

struct RfcVector {
  std::vector<std::string> inputs;
  std::string blinds, blinded, evaluated, proof_scalar, proof, outputs;
};

// So that a listing of the tests shows no bytes of memory.
void PrintTo(const RfcVector& vector, std::ostream* out) {
  *out << vector.inputs.size() << " inputs";
}

const RfcVector kVectors[] = {
    {{"00"},
     "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706",
     "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945",
     "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e",
     "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e",
     "ddef93772692e535d1a53903db24367355cc2cc78de93b3be5a8ffcc6985dd06"
     "6d4346421d17bf5117a2a1ff0fcb2a759f58a539dfbe857a40bce4cf49ec600d",
     "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7d"
     "a4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c"},
    {{"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"},
     "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706",
     "cc0b2a350101881d8a4cba4c80241d74fb7dcbfde4a61fde2f91443c2bf9ef0c",
     "60a59a57208d48aca71e9e850d22674b611f752bed48b36f7a91b372bd7ad468",
     "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e",
     "401a0da6264f8cf45bb2f5264bc31e109155600babb3cd4e5af7d181a2c9dc0a"
     "67154fabf031fd936051dec80b0b6ae29c9503493dde7393b722eafdf5a50b02",
     "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60"
     "356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6"},
    {{"00", "5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"},
     "64d37aed22a27f5191de1c1d69fadb899d8862b58eb4220029e036ec4c1f6706"
     "222a5e897cf59db8145db8d16e597e8facb80ae7d4e26d9881aa6f61d645fc0e",
     "863f330cc1a1259ed5a5998a23acfd37fb4351a793a5b3c090b642ddc439b945"
     "90a0145ea9da29254c3a56be4fe185465ebb3bf2a1801f7124bbbadac751e654",
     "aa8fa048764d5623868679402ff6108d2521884fa138cd7f9c7669a9a014267e"
     "cc5ac221950a49ceaa73c8db41b82c20372a4c8d63e5dded2db920b7eee36a2a",
     "419c4f4f5052c53c45f3da494d2b67b220d02118e0857cdbcf037f9ea84bbe0c",
     "cc203910175d786927eeb44ea847328047892ddf8590e723c37205cb74600b0a"
     "5ab5337c8eb4ceae0494c2cf89529dcf94572ed267473d567aeed6ab873dee08",
     "b58cfbe118e0cb94d79b5fd6a6dafb98764dff49c14e1770b566e42402da1a7d"
     "a4d8527693914139caee5bd03903af43a491351d23b430948dd50cde10d32b3c"
     "8a9a2f3c7f085b65933594309041fc1898d42d0858e59f90814ae90571a6df60"
     "356f4610bf816f27afdd84f47719e480906d27ecd994985890e5f539e7ea74b6"},
};

std::string NameOf(const testing::TestParamInfo<RfcVector>& vector) {
  return absl::StrCat("Number", vector.index + 1, "BatchOf",
                      vector.param.inputs.size());
}

EvaluationKey RfcKey() {
  return *EvaluationKey::FromSecret(Secret::FromBytes(Bytes(kSecretKey)));
}

class RfcVectorTest : public testing::TestWithParam<RfcVector> {
 protected:
  void SetUp() override {
    const std::string blinds = Bytes(GetParam().blinds);
    for (const std::string& input : GetParam().inputs) {
      inputs_.push_back(Bytes(input));
      blindings_.push_back(*BlindWithFixedScalarForTest(
          inputs_.back(), blinds.substr(32 * blindings_.size(), 32)));
    }
  }

  std::vector<std::string> inputs_;
  std::vector<Blinding> blindings_;
};

TEST_P(RfcVectorTest, BlindedElementsAreThoseOfTheRfc) {
  std::string blinded;
  for (const Blinding& blinding : blindings_) blinded += blinding.element;
  EXPECT_EQ(absl::BytesToHexString(blinded), GetParam().blinded);
}

TEST_P(RfcVectorTest, EvaluationAndProofAreThoseOfTheRfc) {
  const auto evaluation = RfcKey().EvaluateWithFixedScalarForTest(
      Bytes(GetParam().blinded), Bytes(GetParam().proof_scalar));
  ASSERT_TRUE(evaluation.ok()) << evaluation.status();
  EXPECT_EQ(absl::BytesToHexString(evaluation->elements), GetParam().evaluated);
  EXPECT_EQ(absl::BytesToHexString(evaluation->proof), GetParam().proof);
}

TEST_P(RfcVectorTest, ProofOfTheRfcHolds) {
  EXPECT_TRUE(Verify(Bytes(kPublicKey), Bytes(GetParam().blinded),
                     Bytes(GetParam().evaluated), Bytes(GetParam().proof))
                  .ok());
}

TEST_P(RfcVectorTest, OutputsAreThoseOfTheRfc) {
  const auto outputs =
      Finalize(inputs_, blindings_, Bytes(GetParam().evaluated));
  ASSERT_TRUE(outputs.ok()) << outputs.status();
  std::string joined;
  for (const std::string& output : *outputs) joined += output;
  EXPECT_EQ(absl::BytesToHexString(joined), GetParam().outputs);
}

INSTANTIATE_TEST_SUITE_P(Rfc9497, RfcVectorTest, testing::ValuesIn(kVectors),
                         NameOf);

TEST(EvaluationKeyTest, DerivedKeyIsThatOfTheRfc) {
  const auto key = EvaluationKey::Derive(Bytes(kSeed), Bytes(kInfo));
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(absl::BytesToHexString(key->secret().Expose()), kSecretKey);
  EXPECT_EQ(absl::BytesToHexString(key->public_key()), kPublicKey);
}

TEST(EvaluationKeyTest, ZeroTheGroupOrderAndShortKeysAreRefused) {
  const auto refused = [](std::string bytes) {
    return EvaluationKey::FromSecret(Secret::FromBytes(bytes))
               .status()
               .code() == absl::StatusCode::kInvalidArgument;
  };
  EXPECT_TRUE(refused(std::string(32, '\0')));
  EXPECT_TRUE(refused(Bytes(
      "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")));
  EXPECT_TRUE(refused(std::string(31, '\1')));
  EXPECT_FALSE(refused(Bytes(
      "ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")));
}

// What libsodium 1.0.18 lets through or turns away, and what never decodes.
TEST(ElementTest, IdentityBit255AndNonCanonicalEncodingsAreRefused) {
  SystemRandom random;
  std::string element = RandomElement(random);
  EXPECT_TRUE(IsAcceptableElement(element));
  element[31] = static_cast<char>(element[31] | 0x80);
  EXPECT_FALSE(IsAcceptableElement(element));
  EXPECT_FALSE(IsAcceptableElement(std::string(32, '\0')));
  EXPECT_FALSE(IsAcceptableElement(std::string(32, '\xff')));
  EXPECT_FALSE(IsAcceptableElement(Bytes(  // p, another zero
      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")));
  EXPECT_FALSE(IsAcceptableElement(Bytes(  // 1, odd: negative
      "0100000000000000000000000000000000000000000000000000000000000000")));
  EXPECT_FALSE(IsAcceptableElement(RandomElement(random).substr(1)));
}

// One agency, one key holder, a batch of any size.
class VoprfTest : public testing::Test {
 protected:
  struct Batch {
    std::vector<std::string> inputs;
    std::vector<Blinding> blindings;
    std::string blinded;
  };
  Batch MakeBatch(int size) {
    Batch batch;
    for (int i = 0; i < size; ++i) {
      batch.inputs.push_back(absl::StrCat("KN|", i));
      batch.blindings.push_back(*Blind(batch.inputs.back(), random_));
      batch.blinded += batch.blindings.back().element;
    }
    return batch;
  }
  absl::StatusCode Check(const std::string& blinded, const Evaluation& given) {
    return Verify(key_.public_key(), blinded, given.elements, given.proof)
        .code();
  }
  absl::StatusCode EvaluateCode(const std::string& blinded) {
    return key_.Evaluate(blinded, random_).status().code();
  }

  static constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
  static constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  SystemRandom random_;
  const EvaluationKey key_ = EvaluationKey::Generate(random_);
};

TEST_F(VoprfTest, BatchOf1024HoldsAndGivesWhatEachAloneGives) {
  const Batch batch = MakeBatch(1024);
  const auto all = key_.Evaluate(batch.blinded, random_);
  ASSERT_TRUE(all.ok());
  ASSERT_EQ(Check(batch.blinded, *all), absl::StatusCode::kOk);
  const auto outputs = Finalize(batch.inputs, batch.blindings, all->elements);
  ASSERT_TRUE(outputs.ok());

  const auto again = *Blind("KN|1023", random_);
  const auto alone = *key_.Evaluate(again.element, random_);
  EXPECT_EQ(
      outputs->at(1023),
      Finalize({"KN|1023"}, absl::MakeConstSpan(&again, 1), alone.elements)
          ->at(0));
}

TEST_F(VoprfTest, SameInputIsBlindedDifferentlyEachTime) {
  EXPECT_NE(Blind("KN|1", random_)->element, Blind("KN|1", random_)->element);
}

TEST_F(VoprfTest, EveryAlteredByteOfTheProofIsRefused) {
  const Batch batch = MakeBatch(2);
  const Evaluation honest = *key_.Evaluate(batch.blinded, random_);
  for (std::size_t i = 0; i < kProofBytes; ++i) {
    Evaluation altered = honest;
    altered.proof[i] ^= 1;
    EXPECT_EQ(Check(batch.blinded, altered), kDenied) << i;
  }
}

TEST_F(VoprfTest, OneElementUnderAnotherKeyIsRefused) {
  const Batch batch = MakeBatch(3);
  Evaluation evaluation = *key_.Evaluate(batch.blinded, random_);
  const EvaluationKey tagging = EvaluationKey::Generate(random_);
  evaluation.elements.replace(
      32, 32,
      tagging.Evaluate(batch.blinded.substr(32, 32), random_)->elements);
  EXPECT_EQ(Check(batch.blinded, evaluation), kDenied);
}

TEST_F(VoprfTest, ElementsInAnotherOrderAreRefused) {
  const Batch batch = MakeBatch(2);
  Evaluation evaluation = *key_.Evaluate(batch.blinded, random_);
  evaluation.elements =
      evaluation.elements.substr(32) + evaluation.elements.substr(0, 32);
  EXPECT_EQ(Check(batch.blinded, evaluation), kDenied);
}

TEST_F(VoprfTest, ProofForAnotherPublicKeyIsRefused) {
  const Batch batch = MakeBatch(1);
  const Evaluation evaluation = *key_.Evaluate(batch.blinded, random_);
  const EvaluationKey other = EvaluationKey::Generate(random_);
  EXPECT_EQ(Verify(other.public_key(), batch.blinded, evaluation.elements,
                   evaluation.proof)
                .code(),
            kDenied);
}

TEST_F(VoprfTest, KeyHolderEvaluatesNothingOfABatchWithABadElement) {
  const std::string good = MakeBatch(1).blinded;
  std::string bit_255 = good;
  bit_255[31] = static_cast<char>(bit_255[31] | 0x80);
  EXPECT_EQ(EvaluateCode(good), absl::StatusCode::kOk);
  EXPECT_EQ(EvaluateCode(good + bit_255), kInvalid);
  EXPECT_EQ(EvaluateCode(good + std::string(32, '\0')), kInvalid);
  EXPECT_EQ(EvaluateCode(good + std::string(32, '\xff')), kInvalid);
  EXPECT_EQ(EvaluateCode(good + "x"), kInvalid);
  EXPECT_EQ(EvaluateCode(""), kInvalid);
}

TEST_F(VoprfTest, AgencyRefusesBadElementsFromTheKeyHolder) {
  const Batch batch = MakeBatch(1);
  Evaluation evaluation = *key_.Evaluate(batch.blinded, random_);
  evaluation.elements[31] = static_cast<char>(evaluation.elements[31] | 0x80);
  EXPECT_EQ(Check(batch.blinded, evaluation), kInvalid);
  evaluation.elements = std::string(32, '\0');
  EXPECT_EQ(Check(batch.blinded, evaluation), kInvalid);
  EXPECT_EQ(Finalize(batch.inputs, batch.blindings, evaluation.elements)
                .status()
                .code(),
            kInvalid);
}

TEST_F(VoprfTest, BatchesOfDifferentSizesAreRefused) {
  const Batch batch = MakeBatch(2);
  const Evaluation evaluation = *key_.Evaluate(batch.blinded, random_);
  EXPECT_EQ(
      Finalize(batch.inputs, batch.blindings, evaluation.elements.substr(32))
          .status()
          .code(),
      kInvalid);
  EXPECT_EQ(Verify(key_.public_key(), batch.blinded.substr(32),
                   evaluation.elements, evaluation.proof)
                .code(),
            kInvalid);
}

TEST_F(VoprfTest, EmptyAndOverlongInputsAreRefused) {
  EXPECT_EQ(Blind("", random_).status().code(), kInvalid);
  EXPECT_EQ(Blind(std::string(65536, 'x'), random_).status().code(), kInvalid);
  EXPECT_TRUE(Blind(std::string(65535, 'x'), random_).ok());
}

}  // namespace
}  // namespace kith::oprf
