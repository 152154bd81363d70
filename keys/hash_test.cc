// SPDX-License-Identifier: Apache-2.0
#include "keys/hash.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "absl/strings/escaping.h"
#include "keys/token.h"

namespace kith {
namespace {

std::string Hex(absl::string_view bytes) {
  return absl::BytesToHexString(bytes);
}
std::string Bytes(absl::string_view hex) { return absl::HexStringToBytes(hex); }

TEST(HashTest, Sha256IsThatOfTheStandard) {
  EXPECT_EQ(Hex(HashView(Sha256("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(HashView(Sha256(""))),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(HashTest, PartsHashAsTheirConcatenation) {
  EXPECT_EQ(Sha256({"a", "", "bc"}), Sha256("abc"));
}

TEST(HashTest, ThreadsDoNotShareAHashInTheMaking) {
  Hash there;
  std::thread other([&there] { there = Sha256("abc"); });
  const Hash here = Sha256("abc");
  other.join();
  EXPECT_EQ(here, there);
}

TEST(HashTest, HmacIsThatOfRfc4231) {
  EXPECT_EQ(Hex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HashTest, HmacOfNothingUnderNoKeyIsDefined) {
  EXPECT_EQ(Hex(HmacSha256({}, {})),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

// RFC 5869, appendix A.1 and A.3.
TEST(HashTest, HkdfIsThatOfRfc5869) {
  const std::string input(22, '\x0b');
  EXPECT_EQ(Hex(HkdfSha256(input, Bytes("000102030405060708090a0b0c"),
                           Bytes("f0f1f2f3f4f5f6f7f8f9"), 42)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
            "34007208d5b887185865");
  EXPECT_EQ(Hex(HkdfSha256(input, "", "", 42)),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
            "9d201395faa4b61a96c8");
}

TEST(HashTest, FieldsCutElsewhereAreOtherBytes) {
  EXPECT_EQ(JoinFields({"ab", "c"}), Bytes("00000002616200000001") + "c");
  EXPECT_NE(JoinFields({"ab", "c"}), JoinFields({"a", "bc"}));
  EXPECT_NE(JoinFields({"", "a"}), JoinFields({"a", ""}));
}

TEST(HashTest, IntegersAreBigEndian) {
  EXPECT_EQ(Hex(BigEndian64(0x0102030405060708)), "0102030405060708");
  EXPECT_EQ(Hex(BigEndian32(0xfeffffff)), "feffffff");
}

TEST(HashTest, BytesComeBackAsTheHashTheyWere) {
  const Hash hash = Sha256("abc");
  EXPECT_EQ(HashFromBytes(HashBytes(hash)), hash);
}

TEST(TokenTest, TokenAndCapsuleKeyAreTwoValuesAndChangeWithTheEpoch) {
  const std::string output(64, 'o');
  const TokenPair first = DeriveTokenPair(output, 1);
  const TokenPair second = DeriveTokenPair(output, 2);
  EXPECT_EQ(
      first.token.bytes(),
      HkdfSha256(output, "", std::string("kith/v1/token\0\0\0\1", 17), 32));
  EXPECT_EQ(
      first.capsule_key.Expose(),
      HkdfSha256(output, "", std::string("kith/v1/capsule\0\0\0\1", 19), 32));
  EXPECT_NE(first.token.bytes(), first.capsule_key.Expose());
  EXPECT_NE(first.token, second.token);
  EXPECT_NE(first.capsule_key.Expose(), second.capsule_key.Expose());
}

TEST(TokenTest, OfAnotherLengthIsRefused) {
  EXPECT_FALSE(Token::FromBytes(std::string(31, 't')).ok());
  EXPECT_FALSE(CapsuleKey::FromBytes(std::string(33, 't')).ok());
}

}  // namespace
}  // namespace kith
