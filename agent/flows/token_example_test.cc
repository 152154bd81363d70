// SPDX-License-Identifier: Apache-2.0
// The example of docs/spec/tokens.md, made by what makes tokens.
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "agent/identity/match_keys.h"
#include "agent/identity/normalise.h"
#include "keys/base/random.h"
#include "keys/oprf/voprf.h"
#include "keys/token.h"

namespace kith::agent {
namespace {

struct Example {
  std::string key;
  std::string token;
  std::string capsule_key;
};

// With the secret key of RFC 9497 A.1.2, in epoch 1, normaliser 2.
Example Make(const MatchKey& key) {
  SystemRandom random;
  const auto secret = oprf::EvaluationKey::FromSecret(Secret::FromBytes(
      absl::HexStringToBytes("e6f73f344b79b379f1a0dd37e07ff62e"
                             "38d9f71345ce62ae3a9bc60b04ccd909")));
  const std::string input = *OprfInput(std::string(kNetworkIdBytes, 'n'), key);
  const auto blinding = oprf::Blind(input, random);
  const auto evaluated = secret->Evaluate(blinding->element, random);
  const auto outputs =
      oprf::Finalize({{input}}, {{*blinding}}, evaluated->elements);
  const TokenPair pair = DeriveTokenPair(outputs->front(), 1);
  return {absl::BytesToHexString(key.input),
          absl::BytesToHexString(pair.token.bytes()),
          absl::BytesToHexString(pair.capsule_key.Expose())};
}

TEST(TokenExampleTest, IsAsTheSpecificationHasIt) {
  const auto sami = Normalise({.forenames = "Sami",
                               .surname = "Amara",
                               .date_of_birth = "14/03/2021",
                               .identifiers = {{"nhs-number", "9990000018"}}},
                              {.test_network = true});
  ASSERT_TRUE(sami.ok());
  const std::vector<std::string> schemes = {"nhs-number"};
  const auto keys = PublishedKeys(*sami, schemes, Profile::kStrict);
  ASSERT_EQ(keys.size(), 2u);
  const Example number = Make(keys[0]);
  EXPECT_EQ(number.key, "000a6e68732d6e756d626572000a39393930303030303138");
  EXPECT_EQ(number.token,
            "f4d2d196fff68981264bb602fb32a7a3"
            "1f0d97c60e5f7fa6c6bd89047881af8f");
  EXPECT_EQ(number.capsule_key,
            "7e2da8421b5cdfed043fd7c15e9fb0db"
            "ccf23be57ec81842f8536a27b737f920");
  const Example name = Make(keys[1]);
  EXPECT_EQ(name.key, "00024b4e0006414e5220534e00083230323130333134");
  EXPECT_EQ(name.token,
            "96a2bef90815685d53d9750fe572820a"
            "fb75675492765186de83cbcc2d03cc53");
  EXPECT_EQ(name.capsule_key,
            "f1ff2aeb4ab4f735bba6881a75471988"
            "cb92166e780e200ba0f5be9f78279ad9");
}

}  // namespace
}  // namespace kith::agent
