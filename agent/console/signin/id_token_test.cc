// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/id_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "agent/console/signin/strict_json.h"
#include "agent/console/signin/test_tokens.h"
#include "keys/hash.h"

namespace kith::console {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr std::int64_t kNow = 1893456000;

// Made once: an RSA key takes a while.
const TestKey& Rsa() {
  static const auto* key = new TestKey(MakeRsaKey("rsa"));
  return *key;
}
const TestKey& OtherRsa() {
  static const auto* key = new TestKey(MakeRsaKey("other"));
  return *key;
}
const TestKey& Ec() {
  static const auto* key = new TestKey(MakeEcKey("ec"));
  return *key;
}

class IdTokenTest : public ::testing::Test {
 protected:
  json Claims() const {
    return {{"iss", "https://id.hillview.example"},
            {"aud", "kith"},
            {"sub", "s-1"},
            {"nonce", "n-1"},
            {"iat", kNow - 5},
            {"exp", kNow + 300},
            {"preferred_username", "j.brook"}};
  }
  std::string Signed(const json& claims) const {
    return SignAs({{"alg", "RS256"}, {"kid", "rsa"}}, claims.dump(), Rsa());
  }
  absl::StatusOr<json> Check(const std::string& token) const {
    return CheckIdToken(token, keys_, expected_);
  }
  // Refused, and for that reason.
  void ExpectRefused(const std::string& token, const std::string& why) const {
    const auto claims = Check(token);
    EXPECT_EQ(claims.status().code(), absl::StatusCode::kUnauthenticated);
    EXPECT_THAT(std::string(claims.status().message()), HasSubstr(why));
  }
  void ExpectClaimRefused(const std::string& claim, const json& value,
                          const std::string& why) const {
    json claims = Claims();
    claims[claim] = value;
    ExpectRefused(Signed(claims), why);
  }
  void ExpectAbsenceRefused(const std::string& claim) const {
    json claims = Claims();
    claims.erase(claim);
    EXPECT_EQ(Check(Signed(claims)).status().code(),
              absl::StatusCode::kUnauthenticated)
        << claim;
  }

  json keys_ = KeySet({Rsa(), Ec()});
  TokenExpected expected_ = {.issuer = "https://id.hillview.example",
                             .client_id = "kith",
                             .nonce = "n-1",
                             .subject = {},
                             .access_token = "access",
                             .now = absl::FromUnixSeconds(kNow)};
};

TEST_F(IdTokenTest, OneThatHoldsGivesItsClaims) {
  const auto claims = Check(Signed(Claims()));
  ASSERT_TRUE(claims.ok()) << claims.status();
  EXPECT_EQ((*claims)["preferred_username"], "j.brook");
}

TEST_F(IdTokenTest, TheThreeAlgorithmsHold) {
  EXPECT_TRUE(
      Check(SignAs({{"alg", "PS256"}, {"kid", "rsa"}}, Claims().dump(), Rsa()))
          .ok());
  EXPECT_TRUE(
      Check(SignAs({{"alg", "ES256"}, {"kid", "ec"}}, Claims().dump(), Ec()))
          .ok());
}

TEST_F(IdTokenTest, WithoutASignatureNothingHolds) {
  for (const char* none : {"none", "None", "NONE", ""}) {
    const std::string head = Part(json({{"alg", none}, {"kid", "rsa"}}).dump());
    const std::string claims = Part(Claims().dump());
    ExpectRefused(head + "." + claims + ".", "no signed token");
    ExpectRefused(head + "." + claims + ".AAAA", "algorithm");
  }
}

TEST_F(IdTokenTest, ThePublicKeyIsNoSharedSecret) {
  for (const char* member : {"n", "kid"}) {
    std::string secret;
    const std::string text = PublicOf(Rsa())[member];
    absl::WebSafeBase64Unescape(text, &secret);
    for (const std::string& bytes : {secret, text, PublicOf(Rsa()).dump()}) {
      const TestKey key = MakeSharedKey("rsa", bytes);
      ExpectRefused(
          SignAs({{"alg", "HS256"}, {"kid", "rsa"}}, Claims().dump(), key),
          "algorithm");
    }
  }
}

TEST_F(IdTokenTest, ASharedSecretInTheSetSignsNothing) {
  const TestKey key =
      MakeSharedKey("shared", "0123456789abcdef0123456789abcdef");
  keys_["keys"].push_back({{"kty", "oct"},
                           {"kid", "shared"},
                           {"k", Part("0123456789abcdef0123456789abcdef")}});
  ExpectRefused(
      SignAs({{"alg", "HS256"}, {"kid", "shared"}}, Claims().dump(), key),
      "algorithm");
}

TEST_F(IdTokenTest, AnAlgorithmNeedsAKeyOfItsKind) {
  // Signed by the RSA key, said to be the EC one, and the other way round.
  EXPECT_EQ(
      Check(SignAs({{"alg", "RS256"}, {"kid", "ec"}}, Claims().dump(), Rsa()))
          .status()
          .code(),
      absl::StatusCode::kNotFound);
  EXPECT_EQ(
      Check(SignAs({{"alg", "ES256"}, {"kid", "rsa"}}, Claims().dump(), Ec()))
          .status()
          .code(),
      absl::StatusCode::kNotFound);
  // Other sizes of the same families.
  ExpectRefused(
      SignAs({{"alg", "RS512"}, {"kid", "rsa"}}, Claims().dump(), Rsa()),
      "algorithm");
  const TestKey p384 = MakeEcKey("p384", CJOSE_JWK_EC_P_384);
  keys_["keys"].push_back(PublicOf(p384));
  ExpectRefused(
      SignAs({{"alg", "ES384"}, {"kid", "p384"}}, Claims().dump(), p384),
      "algorithm");
}

TEST_F(IdTokenTest, ACurveThatIsNotP256IsNotUsed) {
  const TestKey p384 = MakeEcKey("p384", CJOSE_JWK_EC_P_384);
  keys_["keys"].push_back(PublicOf(p384));
  const std::string token =
      SignAs({{"alg", "ES256"}, {"kid", "p384"}}, Claims().dump(), Ec());
  EXPECT_EQ(Check(token).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(IdTokenTest, AnotherKeySignsNothing) {
  ExpectRefused(
      SignAs({{"alg", "RS256"}, {"kid", "rsa"}}, Claims().dump(), OtherRsa()),
      "signature does not hold");
  // An unknown name asks for the keys again, and is not taken on trust.
  EXPECT_EQ(Check(SignAs({{"alg", "RS256"}, {"kid", "other"}}, Claims().dump(),
                         OtherRsa()))
                .status()
                .code(),
            absl::StatusCode::kNotFound);
}

TEST_F(IdTokenTest, KeysThatTheTokenBringsAreIgnored) {
  const json header = {{"alg", "RS256"},
                       {"kid", "rsa"},
                       {"jwk", PublicOf(OtherRsa())},
                       {"jku", "https://attacker.example/keys"},
                       {"x5u", "https://attacker.example/cert"}};
  ExpectRefused(SignAs(header, Claims().dump(), OtherRsa()),
                "signature does not hold");
}

TEST_F(IdTokenTest, WithoutANameOneKeyMustFit) {
  const std::string token = SignAs({{"alg", "RS256"}}, Claims().dump(), Rsa());
  EXPECT_TRUE(Check(token).ok());
  keys_["keys"].push_back(PublicOf(OtherRsa()));
  ExpectRefused(token, "which key signed");
}

TEST_F(IdTokenTest, TwoKeysByOneNameAreRefused) {
  json twin = PublicOf(OtherRsa());
  twin["kid"] = "rsa";
  keys_["keys"].push_back(twin);
  ExpectRefused(Signed(Claims()), "which key signed");
}

TEST_F(IdTokenTest, AKeyForSomethingElseIsNotUsed) {
  for (const auto& [member, value] :
       {std::pair("use", "enc"), std::pair("alg", "PS256"),
        std::pair("kty", "oct")}) {
    keys_ = KeySet({Rsa()});
    keys_["keys"][0][member] = value;
    EXPECT_EQ(Check(Signed(Claims())).status().code(),
              absl::StatusCode::kNotFound)
        << member;
  }
  keys_ = KeySet({Rsa()});
  keys_["keys"][0]["use"] = "sig";
  keys_["keys"][0]["alg"] = "RS256";
  EXPECT_TRUE(Check(Signed(Claims())).ok());
}

TEST_F(IdTokenTest, AShortKeyIsRefused) {
  const TestKey weak = MakeRsaKey("weak", 1024);
  keys_ = KeySet({weak});
  ExpectRefused(
      SignAs({{"alg", "RS256"}, {"kid", "weak"}}, Claims().dump(), weak),
      "2048");
}

TEST_F(IdTokenTest, AKeyOffTheCurveIsRefused) {
  const std::string token =
      SignAs({{"alg", "ES256"}, {"kid", "ec"}}, Claims().dump(), Ec());
  keys_["keys"][1]["y"] = Part(std::string(32, '\1'));
  ExpectRefused(token, "key cannot be read");
}

TEST_F(IdTokenTest, WhatWasChangedDoesNotHold) {
  const std::string token = Signed(Claims());
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  json claims = Claims();
  claims["preferred_username"] = "p.example";
  ExpectRefused(absl::StrCat(parts[0], ".", Part(claims.dump()), ".", parts[2]),
                "signature does not hold");
  const json header = {{"alg", "PS256"}, {"kid", "rsa"}};
  ExpectRefused(absl::StrCat(Part(header.dump()), ".", parts[1], ".", parts[2]),
                "signature does not hold");
  std::string flipped = token;
  flipped[flipped.size() - 10] ^= 1;
  EXPECT_FALSE(Check(flipped).ok());
}

TEST_F(IdTokenTest, ASignatureOfAnotherLengthIsRefused) {
  const std::string token = Signed(Claims());
  const std::string cut = token.substr(0, token.size() - 8);
  ExpectRefused(cut, "signature is none");
  const std::string es =
      SignAs({{"alg", "ES256"}, {"kid", "ec"}}, Claims().dump(), Ec());
  ExpectRefused(es.substr(0, es.rfind('.')) + "." + Part(std::string(64, '\0')),
                "signature does not hold");
  ExpectRefused(es.substr(0, es.rfind('.')) + "." + Part(std::string(63, '\1')),
                "signature is none");
}

TEST_F(IdTokenTest, WhatChangesTheRulesIsRefused) {
  const json crit = {
      {"alg", "RS256"}, {"kid", "rsa"}, {"crit", {"exp"}}, {"exp", "1"}};
  ExpectRefused(SignAs(crit, Claims().dump(), Rsa()), "not known here");
  const json b64 = {{"alg", "RS256"}, {"kid", "rsa"}, {"b64", "false"}};
  ExpectRefused(SignAs(b64, Claims().dump(), Rsa()), "not known here");
}

TEST_F(IdTokenTest, AHeaderThatSaysItTwiceIsRefused) {
  const std::string token = Signed(Claims());
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  ExpectRefused(
      absl::StrCat(Part(R"({"alg":"none","kid":"rsa","alg":"RS256"})"), ".",
                   parts[1], ".", parts[2]),
      "header cannot be read");
}

TEST_F(IdTokenTest, ClaimsThatSayItTwiceAreRefused) {
  std::string text = Claims().dump();
  text.insert(1, R"("sub":"somebody",)");
  ExpectRefused(SignAs({{"alg", "RS256"}, {"kid", "rsa"}}, text, Rsa()),
                "claims");
  std::string deep = Claims().dump();
  deep.insert(1, R"("d":)" + std::string(40, '[') + std::string(40, ']') + ",");
  ExpectRefused(SignAs({{"alg", "RS256"}, {"kid", "rsa"}}, deep, Rsa()),
                "claims");
}

TEST_F(IdTokenTest, WhatIsNoTokenIsRefused) {
  for (const std::string& text :
       {std::string(), std::string("."), std::string(".."), std::string("a.b"),
        std::string("a.b.c.d"), std::string("a.b.c"), std::string("a b.c.d"),
        std::string("e30.e30.e30"), "e30.e30." + std::string(70'000, 'a')}) {
    EXPECT_EQ(Check(text).status().code(), absl::StatusCode::kUnauthenticated);
  }
}

TEST_F(IdTokenTest, KeysThatAreNoneSignNothing) {
  const std::string token = Signed(Claims());
  for (const json& keys :
       {json::object(), json({{"keys", 1}}), json({{"keys", {{"rsa", 1}}}}),
        json({{"keys", {{{"kty", "RSA"}, {"kid", "rsa"}}}}})}) {
    keys_ = keys;
    EXPECT_FALSE(Check(token).ok()) << keys;
  }
  keys_ = {{"keys", {1, nullptr, PublicOf(Rsa())}}};
  EXPECT_TRUE(Check(token).ok());
}

TEST_F(IdTokenTest, AnotherProvidersIsRefused) {
  ExpectClaimRefused("iss", "https://id.hillview.example/", "provider");
  ExpectClaimRefused("iss", "https://attacker.example", "provider");
  ExpectClaimRefused("iss", 1, "no iss");
  ExpectAbsenceRefused("iss");
}

TEST_F(IdTokenTest, OneForAnotherProgramIsRefused) {
  ExpectClaimRefused("aud", "other", "another program");
  ExpectClaimRefused("aud", json::array(), "another program");
  ExpectClaimRefused("aud", json({"other"}), "another program");
  ExpectClaimRefused("aud", 7, "another program");
  ExpectAbsenceRefused("aud");
  ExpectClaimRefused("azp", "other", "asked for");
  // For several, it must say that we asked.
  ExpectClaimRefused("aud", json({"kith", "other"}), "who asked");
  json claims = Claims();
  claims["aud"] = {"kith", "other"};
  claims["azp"] = "kith";
  EXPECT_TRUE(Check(Signed(claims)).ok());
  claims["aud"] = json::array({"kith"});
  EXPECT_TRUE(Check(Signed(claims)).ok());
}

TEST_F(IdTokenTest, TimesHoldWithinAMinute) {
  ExpectClaimRefused("exp", kNow - 60, "expired");
  ExpectClaimRefused("iat", kNow + 61, "time to come");
  ExpectClaimRefused("nbf", kNow + 61, "time to come");
  json claims = Claims();
  claims["exp"] = kNow - 59;
  claims["iat"] = kNow + 60;
  claims["nbf"] = kNow + 60;
  EXPECT_TRUE(Check(Signed(claims)).ok());
}

TEST_F(IdTokenTest, TimesThatAreNoneAreRefused) {
  for (const char* claim : {"exp", "iat"}) {
    ExpectAbsenceRefused(claim);
    for (const json& value :
         {json("1893456300"), json(-1), json(1e300), json(nullptr),
          json(std::numeric_limits<std::uint64_t>::max())}) {
      ExpectClaimRefused(claim, value, "is no time");
    }
  }
}

TEST_F(IdTokenTest, OneOfAnotherSignInIsRefused) {
  ExpectClaimRefused("nonce", "n-2", "another sign-in");
  ExpectClaimRefused("nonce", "", "no nonce");
  ExpectAbsenceRefused("nonce");
}

TEST_F(IdTokenTest, SomebodyElsesIsRefused) {
  expected_.subject = "s-2";
  ExpectRefused(Signed(Claims()), "somebody else's");
  ExpectAbsenceRefused("sub");
  expected_.subject = "";
  ExpectClaimRefused("sub", std::string(256, 'a'), "too long");
}

TEST_F(IdTokenTest, AnAccessTokenThatIsNotItsOwnIsRefused) {
  ExpectClaimRefused("at_hash", "AAAA", "access token");
  ExpectClaimRefused("at_hash", 1, "at_hash");
  json claims = Claims();
  claims["at_hash"] = Part(HashBytes(Sha256("access")).substr(0, 16));
  EXPECT_TRUE(Check(Signed(claims)).ok());
}

TEST(StrictJsonTest, WhatTwoReadersCouldReadOtherwiseIsRefused) {
  EXPECT_TRUE(ParseObject(R"({"a":{"b":[{"a":1},{"a":2}]},"b":1})", 100).ok());
  const std::string deep16 =
      R"({"a":)" + std::string(15, '[') + std::string(15, ']') + "}";
  EXPECT_TRUE(ParseObject(deep16, 100).ok());
  const std::string deep17 =
      R"({"a":)" + std::string(16, '[') + std::string(16, ']') + "}";
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("1"), std::string("{"),
        std::string("{} {}"), std::string(R"({"a":1,"a":2})"),
        std::string(R"({"a":1,"\u0061":2})"),
        std::string(R"([{"x":{"a":1,"a":2}}])"),
        std::string("{\"a\":\"\xff\"}"), std::string("{/**/}"), deep17,
        std::string(100'000, '[')}) {
    EXPECT_EQ(ParseObject(text, 1'000'000).status().code(),
              absl::StatusCode::kInvalidArgument)
        << text.substr(0, 50);
  }
  EXPECT_EQ(ParseObject("{} ", 2).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith::console
