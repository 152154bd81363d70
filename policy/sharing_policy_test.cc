// SPDX-License-Identifier: Apache-2.0
#include "policy/sharing_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace kith::policy {
namespace {

using testing::HasSubstr;

constexpr char kBundle[] = R"pb(
  id: "test"
  version: 1
  request_rules {
    id: "R1"
    allow: false
    words: "not for housing"
    next_step: "choose another"
    purposes: "housing"
  }
  request_rules {
    id: "R2"
    allow: true
    words: "agreed"
    grounds: "family-agreed"
    asker_roles: "practitioner"
  }
  request_rules {
    id: "R3"
    allow: true
    words: "worried"
    grounds: "safeguarding"
    has_gateway: TRI_TRUE
  }
  route_rules {
    id: "T1"
    allow: true
    words: "covered"
    covered: TRI_TRUE
    active: TRI_TRUE
  }
  answer_rules {
    id: "A1"
    disclosure: DISCLOSURE_WITHHOLD
    words: "shielded"
    shielded: TRI_TRUE
  }
  answer_rules {
    id: "A2"
    disclosure: DISCLOSURE_INVOLVED
    words: "agreed"
    shielded: TRI_FALSE
    consent_covers: TRI_TRUE
  }
  invariants {
    id: "I1"
    words: "no rule opens a shield"
    decision: DECISION_KIND_ANSWER
    where { fact: "shielded" is: "true" }
    never: true
  }
)pb";

class SharingPolicyTest : public testing::Test {
 protected:
  const std::shared_ptr<const SharingPolicy> policy_ =
      *SharingPolicy::FromText(kBundle);
};

TEST_F(SharingPolicyTest, TheFirstRuleThatHoldsDecides) {
  const Decision decision =
      policy_->DecideRequest({.purpose = "housing",
                              .asker_role = "practitioner",
                              .ground = "family-agreed"});
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.rule, "R1");
  EXPECT_EQ(decision.next_step, "choose another");
}

TEST_F(SharingPolicyTest, WhatNoRuleAllowsIsNotAllowed) {
  const Decision decision = policy_->DecideRequest({.purpose = "referral",
                                                    .asker_role = "stranger",
                                                    .ground = "family-agreed"});
  EXPECT_FALSE(decision.allowed);
  EXPECT_EQ(decision.rule, kDefaultRule);
}

TEST_F(SharingPolicyTest, ARequiredFieldThatIsUnknownIsMissing) {
  EXPECT_FALSE(
      policy_->DecideRequest({.purpose = "x", .ground = "safeguarding"})
          .allowed);
  EXPECT_TRUE(
      policy_
          ->DecideRequest(
              {.purpose = "x", .ground = "safeguarding", .has_gateway = true})
          .allowed);
}

TEST_F(SharingPolicyTest, AnUnknownFactDeniesARoute) {
  EXPECT_FALSE(policy_->DecideRoute({.covered = true}).allowed);
  EXPECT_FALSE(policy_->DecideRoute({.active = true}).allowed);
  EXPECT_TRUE(policy_->DecideRoute({.covered = true, .active = true}).allowed);
}

TEST_F(SharingPolicyTest, AnUnknownShieldWithholds) {
  EXPECT_EQ(policy_->DecideAnswer({.consent_covers = true}).disclosure,
            Disclosure::kWithhold);
  EXPECT_EQ(policy_->DecideAnswer({.shielded = false, .consent_covers = true})
                .disclosure,
            Disclosure::kInvolved);
}

TEST_F(SharingPolicyTest, AShieldWinsOverConsent) {
  const AnswerDecision decision =
      policy_->DecideAnswer({.shielded = true, .consent_covers = true});
  EXPECT_EQ(decision.disclosure, Disclosure::kWithhold);
  EXPECT_EQ(decision.rule, "A1");
}

TEST(SharingPolicyTextTest, EveryFaultIsNamedAtOnce) {
  const auto policy =
      SharingPolicy::FromText(R"pb(id: "x"
                                   request_rules { id: "A" }
                                   request_rules { id: "A" words: "w" }
                                   answer_rules { id: "B" words: "w" })pb");
  EXPECT_THAT(policy.status().message(), HasSubstr("no version"));
  EXPECT_THAT(policy.status().message(), HasSubstr("A: says nothing"));
  EXPECT_THAT(policy.status().message(), HasSubstr("A: the id stands twice"));
  EXPECT_THAT(policy.status().message(), HasSubstr("B: names no disclosure"));
  EXPECT_THAT(policy.status().message(), HasSubstr("states no invariant"));
}

// Text takes any number for an enum.
TEST(SharingPolicyTextTest, ANumberThatMeansNothingIsAFault) {
  const auto policy = SharingPolicy::FromText(absl::StrCat(kBundle, R"pb(
    answer_rules { id: "A3" words: "w" disclosure: 7 objection: 9 }
    invariants { id: "I2" words: "w" decision: 9 never: true }
    examples { words: "w" decision: 9 rule: "A1" outcome: "withheld" }
  )pb"));
  EXPECT_THAT(policy.status().message(), HasSubstr("A3: names no disclosure"));
  EXPECT_THAT(policy.status().message(), HasSubstr("A3: objection is neither"));
  EXPECT_THAT(policy.status().message(), HasSubstr("I2: names no decision"));
  EXPECT_THAT(policy.status().message(),
              HasSubstr("example 1: names no decision"));
}

TEST(SharingPolicyTextTest, ACallAtMostIsSaidOfAnswersAlone) {
  const auto policy = SharingPolicy::FromText(absl::StrCat(kBundle, R"pb(
    invariants {
      id: "I2"
      words: "w"
      decision: DECISION_KIND_REQUEST
      call_back_at_most: true
    }
  )pb"));
  EXPECT_THAT(policy.status().message(), HasSubstr("I2: call_back_at_most"));
}

TEST(SharingPolicyTextTest, AnUnknownFieldIsNamedWithItsLine) {
  const auto policy = SharingPolicy::FromText("id: \"x\"\nversoin: 1\n");
  EXPECT_THAT(policy.status().message(), HasSubstr("line 2"));
}

TEST(ScopeTest, ExclusionWinsOverEverybody) {
  const Scope scope{.everybody = true, .excluded_agencies = {"homes"}};
  EXPECT_FALSE(Covers(scope, "homes", "housing", "referral"));
  EXPECT_TRUE(Covers(scope, "school", "education", "referral"));
}

TEST(ScopeTest, AHiddenAskerIsNotCoveredByNameNorWhereSomebodyIsExcluded) {
  EXPECT_FALSE(Covers({.agencies = {"school"}}, "", "education", "referral"));
  EXPECT_FALSE(Covers({.everybody = true, .excluded_agencies = {"homes"}}, "",
                      "housing", "referral"));
  EXPECT_TRUE(
      Covers({.categories = {"education"}}, "", "education", "referral"));
}

TEST(ScopeTest, APurposeOutsideIsNotCovered) {
  const Scope scope{.everybody = true, .purposes = {"referral"}};
  EXPECT_FALSE(Covers(scope, "school", "education", "joining"));
}

}  // namespace
}  // namespace kith::policy
