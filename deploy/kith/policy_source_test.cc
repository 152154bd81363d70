// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/policy_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_replace.h"
#include "deploy/kith/files.h"
#include "keys/program/config_file.h"
#include "policy/prover.h"

namespace kith::deploy {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string Sample(const std::string& name, const std::string& file) {
  return In(In(KITH_NETWORKS_DIR, name), file);
}

class SamplePolicyTest : public testing::TestWithParam<const char*> {
 protected:
  // The sample's bundle with one text in place of another.
  absl::Status Changed(const std::string& from, const std::string& to) {
    network::v1::NetworkFile file;
    EXPECT_TRUE(
        ReadConfigFile(Sample(GetParam(), "network.textproto"), file).ok());
    const auto text = ReadFile(Sample(GetParam(), "policy.textproto"), 1 << 20);
    EXPECT_THAT(*text, HasSubstr(from));
    file.set_policy_text(absl::StrReplaceAll(*text, {{from, to}}));
    const auto source = PolicyOf(file);
    return source.ok() ? RequireProved(*source) : source.status();
  }
};

TEST_P(SamplePolicyTest, IsProved) {
  const auto source = LoadPolicy(Sample(GetParam(), "policy.textproto"));
  ASSERT_TRUE(source.ok()) << source.status();
  EXPECT_EQ(RequireProved(*source), absl::OkStatus());
  const auto proof = policy::Prove(*source->policy, source->vocabulary);
  EXPECT_GE(proof.invariants.size(), 16u);
  EXPECT_GE(proof.examples.size(), 11u);
}

TEST_P(SamplePolicyTest, ASensitiveServiceNamedOnABasisIsCaught) {
  const std::string rest =
      "touch_only: TRI_FALSE objection: TRI_FALSE\n  basis_covers: TRI_TRUE "
      "call_back_only: TRI_FALSE";
  EXPECT_THAT(Changed("sensitive_service: TRI_FALSE " + rest, rest).message(),
              AllOf(HasSubstr("IN-01  DOES NOT HOLD"), HasSubstr("by AN-06"),
                    HasSubstr("ground: safeguarding")));
}

TEST_P(SamplePolicyTest, ABasisThatNamesWhoAgreedToACallOnlyIsCaught) {
  EXPECT_THAT(Changed("basis_covers: TRI_TRUE call_back_only: TRI_FALSE",
                      "basis_covers: TRI_TRUE")
                  .message(),
              AllOf(HasSubstr("IN-10  DOES NOT HOLD"),
                    HasSubstr("floor-call-back  DOES NOT HOLD"),
                    HasSubstr("then: involved, by AN-06")));
}

TEST_P(SamplePolicyTest, AShieldThatIsNotKnownOfIsCaught) {
  EXPECT_THAT(Changed("shielded: TRI_FALSE touch_only: TRI_FALSE objection: "
                      "TRI_FALSE\n  sensitive_service: TRI_TRUE consent_covers",
                      "touch_only: TRI_FALSE objection: TRI_FALSE\n  "
                      "sensitive_service: TRI_TRUE consent_covers")
                  .message(),
              AllOf(HasSubstr("IN-02  DOES NOT HOLD"),
                    HasSubstr("shielded: unknown"), HasSubstr("by AN-03")));
}

TEST_P(SamplePolicyTest, APurposeOutsideEarlyHelpIsCaught) {
  EXPECT_THAT(Changed("id: \"EH-08\" allow: false", "id: \"EH-08\" allow: true")
                  .message(),
              AllOf(HasSubstr("IN-03  DOES NOT HOLD"),
                    HasSubstr("purpose: enforcement"), HasSubstr("by EH-08")));
}

TEST_P(SamplePolicyTest, AnAgreementThatLosesByBeingWiderIsCaught) {
  EXPECT_THAT(Changed("id: \"AN-07\" disclosure: DISCLOSURE_WITHHOLD\n  words: "
                      "\"nothing is said while somebody's objection awaits a "
                      "manager's decision\"\n  objection: TRI_TRUE",
                      "id: \"AN-07\" disclosure: DISCLOSURE_WITHHOLD\n  words: "
                      "\"x\"\n  consent_covers: TRI_TRUE")
                  .message(),
              HasSubstr("IN-04  DOES NOT HOLD"));
}

TEST_P(SamplePolicyTest, ARuleNobodyReachesIsCaught) {
  EXPECT_THAT(
      Changed("grounds: \"safeguarding\"\n  has_gateway",
              "grounds: \"family-agreed\"\n  has_gateway")
          .message(),
      AllOf(HasSubstr("SG-01: never decides anything"), HasSubstr("by EH-01")));
}

INSTANTIATE_TEST_SUITE_P(Samples, SamplePolicyTest,
                         testing::Values("england", "jersey"));

}  // namespace
}  // namespace kith::deploy
