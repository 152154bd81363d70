// SPDX-License-Identifier: Apache-2.0
#include "policy/prover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "policy/coverage_proof.h"
#include "policy/in_words.h"

namespace kith::policy {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kHead[] = R"pb(
  id: "test"
  version: 1
  route_rules {
    id: "T1"
    allow: true
    words: "covered"
    covered: TRI_TRUE
    active: TRI_TRUE
  }
)pb";
constexpr char kRequest[] = R"pb(
  request_rules {
    id: "R1"
    allow: true
    words: "agreed"
    grounds: "family-agreed"
    purposes: "referral"
  }
)pb";
constexpr char kShield[] = R"pb(
  answer_rules {
    id: "A1"
    disclosure: DISCLOSURE_WITHHOLD
    words: "shielded"
    shielded: TRI_TRUE
  }
)pb";
constexpr char kNamed[] = R"pb(
  answer_rules {
    id: "A2"
    disclosure: DISCLOSURE_INVOLVED
    words: "agreed"
    shielded: TRI_FALSE
    consent_covers: TRI_TRUE
    touch_only: TRI_FALSE
    objection: TRI_FALSE
    call_back_only: TRI_FALSE
  }
)pb";
constexpr char kInvariants[] = R"pb(
  invariants {
    id: "I1"
    words: "no rule opens a shield"
    decision: DECISION_KIND_ANSWER
    never: true
    where { fact: "shielded" is_not: "false" }
  }
  invariants {
    id: "I2"
    words: "wider allows what narrower allows"
    decision: DECISION_KIND_ANSWER
    never_less_if_true: "consent_covers"
  }
)pb";

const Vocabulary& Words() {
  static const auto* words = new Vocabulary(
      {{"referral", "a referral"}, {"letting", "letting a flat"}},
      {{"education", "Schools"}, {"health", "Health"}});
  return *words;
}

Proof Of(const std::string& text) {
  const auto policy = SharingPolicy::FromText(text);
  EXPECT_TRUE(policy.ok()) << policy.status();
  return policy.ok() ? Prove(**policy, Words()) : Proof();
}

const InvariantResult& Named(const Proof& proof, const std::string& id) {
  for (const InvariantResult& one : proof.invariants) {
    if (one.id == id) return one;
  }
  static const auto* none = new InvariantResult();
  ADD_FAILURE() << "no invariant " << id;
  return *none;
}

TEST(ProverTest, AGoodBundleIsProvedOverEveryCombination) {
  const Proof proof =
      Of(absl::StrCat(kHead, kRequest, kShield, kNamed, kInvariants));
  EXPECT_TRUE(proof.Holds()) << testing::PrintToString(proof.faults);
  ASSERT_EQ(proof.spaces.size(), 3u);
  // Three purposes and kinds, seven roles, four grounds, four facts of three.
  EXPECT_EQ(proof.spaces[0].combinations, 3 * 3 * 7 * 4 * 81);
  // The rules tell apart: the purpose or not, the ground or not.
  EXPECT_EQ(proof.spaces[0].classes, 4u);
  // Shielded, consent and a call only in three each; touch-only, an objection
  // a sensitive service, being left out and a basis in two, known or not.
  EXPECT_EQ(proof.spaces[2].classes, 27u * 32u);
  EXPECT_EQ(Named(proof, "I1").cases, 18u * 32u);
  EXPECT_EQ(Named(proof, "I2").cases, 18u * 32u) << "with consent known: none";
}

TEST(ProverTest, AShieldThatARuleOpensIsShownByTheFactsThatMatter) {
  const Proof proof = Of(absl::StrCat(kHead, kRequest, R"pb(
                                        answer_rules {
                                          id: "A2"
                                          disclosure: DISCLOSURE_INVOLVED
                                          words: "agreed"
                                          consent_covers: TRI_TRUE
                                        })pb",
                                      kShield, kInvariants));
  EXPECT_FALSE(proof.Holds());
  EXPECT_THAT(Named(proof, "I1").counterexample,
              ElementsAre(HasSubstr("shielded: "), "consent_covers: true",
                          "then: involved, by A2"));
}

TEST(ProverTest, AFactThatIsUnknownMustNotOpenAShieldEither) {
  const Proof proof = Of(absl::StrCat(kHead, kRequest, kShield, R"pb(
                                        answer_rules {
                                          id: "A2"
                                          disclosure: DISCLOSURE_INVOLVED
                                          words: "agreed"
                                          consent_covers: TRI_TRUE
                                        })pb",
                                      kInvariants));
  EXPECT_THAT(Named(proof, "I1").counterexample,
              ElementsAre("shielded: unknown", "consent_covers: true",
                          "then: involved, by A2"));
}

TEST(ProverTest, AWiderAgreementThatAllowsLessIsFound) {
  const Proof proof = Of(absl::StrCat(kHead, kRequest, kShield, R"pb(
                                        answer_rules {
                                          id: "A3"
                                          disclosure: DISCLOSURE_CALL_BACK
                                          words: "less"
                                          shielded: TRI_FALSE
                                          consent_covers: TRI_TRUE
                                        }
                                        answer_rules {
                                          id: "A4"
                                          disclosure: DISCLOSURE_INVOLVED
                                          words: "more"
                                          shielded: TRI_FALSE
                                        })pb",
                                      kInvariants));
  EXPECT_TRUE(Named(proof, "I1").holds);
  EXPECT_FALSE(Named(proof, "I2").holds);
  EXPECT_THAT(Named(proof, "I2").counterexample,
              testing::Contains(AllOf(HasSubstr("involved, by A4"),
                                      HasSubstr("call_back, by A3"))));
}

TEST(ProverTest, ARuleThatIsNeverReachedIsNamedWithWhatStandsBeforeIt) {
  const Proof proof = Of(absl::StrCat(kHead, kRequest, R"pb(
                                        request_rules {
                                          id: "R9"
                                          allow: false
                                          words: "late"
                                          grounds: "family-agreed"
                                          purposes: "referral"
                                          asker_roles: "manager"
                                        })pb",
                                      kShield, kNamed, kInvariants));
  EXPECT_THAT(proof.faults, ElementsAre(AllOf(HasSubstr("R9: never decides"),
                                              HasSubstr("by R1"))));
}

TEST(ProverTest, EveryFaultIsNamedAtOnce) {
  const Proof proof = Of(absl::StrCat(kHead, R"pb(
                                        request_rules {
                                          id: "R1"
                                          allow: true
                                          words: "w"
                                          purposes: "spying"
                                          purposes: "referral"
                                        })pb",
                                      kShield, kNamed, kInvariants, R"pb(
    invariants {
      id: "I3"
      words: "w"
      decision: DECISION_KIND_ROUTE
      never: true
      where { fact: "shielded" is: "true" }
    }
    examples {
      words: "a shielded person"
      decision: DECISION_KIND_ANSWER
      rule: "A2"
      outcome: "involved"
      facts { fact: "shielded" value: "true" }
    })pb"));
  EXPECT_THAT(proof.faults,
              ElementsAre(HasSubstr("R1: purpose \"spying\""),
                          HasSubstr("I3: this decision knows no fact")));
  ASSERT_EQ(proof.examples.size(), 1u);
  EXPECT_FALSE(proof.examples[0].as_meant);
  EXPECT_EQ(proof.examples[0].instead, "withheld, by A1");
}

TEST(ProverTest, AnInvariantThatSpeaksOfNothingIsNotProved) {
  const Proof proof = Of(absl::StrCat(kHead, kRequest, kShield, kNamed, R"pb(
    invariants {
      id: "I1"
      words: "w"
      decision: DECISION_KIND_ANSWER
      never: true
      where { fact: "shielded" is: "true" is_not: "true" }
    })pb"));
  EXPECT_FALSE(Named(proof, "I1").holds);
}

TEST(ProverTest, AComparisonWithItselfIsNoProof) {
  const Proof proof = Of(absl::StrCat(kHead, kRequest, kShield, kNamed, R"pb(
    invariants {
      id: "I1"
      words: "w"
      decision: DECISION_KIND_ANSWER
      never_less_if_true: "consent_covers"
      where { fact: "consent_covers" is: "true" }
    })pb"));
  EXPECT_EQ(Named(proof, "I1").cases, 0u);
  EXPECT_FALSE(Named(proof, "I1").holds);
}

// A bundle that claims next to nothing, with one rule that names too much.
Proof Naming(const std::string& conditions) {
  return Of(absl::StrCat(kHead, kRequest, "answer_rules { id: 'A2' words: 'w' ",
                         "disclosure: DISCLOSURE_INVOLVED ", conditions, " }",
                         R"pb(
                           invariants {
                             id: "I1"
                             words: "w"
                             decision: DECISION_KIND_ROUTE
                             never: true
                             where { fact: "active" is: "false" }
                           })pb"));
}

std::vector<std::string> NotHeld(const Proof& proof) {
  std::vector<std::string> ids;
  for (const InvariantResult& one : proof.invariants) {
    if (!one.holds) ids.push_back(one.id);
  }
  return ids;
}

TEST(FloorTest, HoldsWhateverTheBundleLeavesOut) {
  const std::string most =
      "consent_covers: TRI_TRUE objection: TRI_FALSE touch_only: TRI_FALSE ";
  const std::string call = "call_back_only: TRI_FALSE ";
  const std::string shield = "shielded: TRI_FALSE ";
  EXPECT_THAT(NotHeld(Naming(most + call + shield)), IsEmpty());
  EXPECT_THAT(NotHeld(Naming(most + call)), ElementsAre("floor-shield"));
  EXPECT_THAT(NotHeld(Naming(most + shield)), ElementsAre("floor-call-back"));
  EXPECT_THAT(NotHeld(Naming(call + shield +
                             "consent_covers: TRI_TRUE touch_only: TRI_FALSE")),
              ElementsAre("floor-objection"));
  EXPECT_THAT(NotHeld(Naming(call + shield +
                             "consent_covers: TRI_TRUE objection: TRI_FALSE")),
              ElementsAre("floor-touch-only"));
  EXPECT_THAT(NotHeld(Naming(call + shield +
                             "touch_only: TRI_FALSE objection: TRI_FALSE")),
              ElementsAre("floor-sensitive", "floor-excluded"));
  const std::string urgent =
      "touch_only: TRI_FALSE objection: TRI_FALSE "
      "sensitive_service: TRI_FALSE ";
  EXPECT_THAT(NotHeld(Naming(call + shield + urgent)),
              ElementsAre("floor-excluded"));
  EXPECT_THAT(NotHeld(Naming(call + shield + urgent + "excluded: TRI_FALSE")),
              IsEmpty());
}

TEST(FloorTest, ACallAndNoMoreMayBeSaidAndNoMore) {
  const std::string conditions =
      "consent_covers: TRI_TRUE objection: TRI_FALSE touch_only: TRI_FALSE "
      "shielded: TRI_FALSE call_back_only: TRI_TRUE";
  const Proof named = Naming(conditions);
  EXPECT_THAT(Named(named, "floor-call-back").counterexample,
              testing::Contains("then: involved, by A2"));
  const Proof rung = Of(absl::StrCat(
      kHead, kRequest, kInvariants,
      "answer_rules { id: 'A2' words: 'w' disclosure: DISCLOSURE_CALL_BACK ",
      conditions, " }"));
  EXPECT_TRUE(rung.Holds()) << testing::PrintToString(NotHeld(rung));
}

TEST(ProverTest, WhereEverythingIsBrokenNoFactIsNamed) {
  const Proof proof = Of(absl::StrCat(kHead, kRequest, R"pb(
    answer_rules { id: "A2" disclosure: DISCLOSURE_INVOLVED words: "everybody" }
    invariants {
      id: "I1"
      words: "nothing is ever said"
      decision: DECISION_KIND_ANSWER
      never: true
    })pb"));
  EXPECT_THAT(Named(proof, "I1").counterexample,
              ElementsAre("then: involved, by A2"));
}

TEST(CoverageProofTest, AWiderAgreementCoversWhatANarrowerOneDoes) {
  const InvariantResult result = ProveCoverage();
  EXPECT_TRUE(result.holds) << testing::PrintToString(result.counterexample);
  EXPECT_GT(result.cases, 100'000u);
}

TEST(PolicyTableTest, WhatDependsOnAHiddenAskerOrAnUnknownAgeIsSaidToDepend) {
  for (const char* condition :
       {"asker_shielded: TRI_FALSE",
        "age_bands: 'unborn' age_bands: 'child' age_bands: 'young-person' "
        "age_bands: 'adult'",
        "levels: 'universal' levels: 'additional' levels: 'intensive' "
        "levels: 'statutory'"}) {
    const auto policy = SharingPolicy::FromText(absl::StrCat(
        kHead, kRequest, kInvariants,
        "answer_rules { id: 'A2' words: 'w' disclosure: DISCLOSURE_INVOLVED ",
        condition, " }"));
    ASSERT_TRUE(policy.ok()) << policy.status();
    const std::vector<Asking> table = WhoMayLearnWhat(**policy, Words());
    EXPECT_THAT(table[0].answers[0].learns,
                AllOf(HasSubstr("in some cases who leads"),
                      HasSubstr("in some cases nothing")))
        << condition;
  }
}

TEST(PolicyTableTest, SaysWhichCasesItShowsAndWhoLooksAtTheOthers) {
  const auto policy = SharingPolicy::FromText(
      absl::StrCat(kHead, kRequest, kShield, kNamed, kInvariants));
  EXPECT_THAT(PolicyTable(**policy, Words()),
              AllOf(HasSubstr("to 11 kinds\nof holder"),
                    HasSubstr("looks at every combination"),
                    testing::Not(HasSubstr("is not in this table"))));
}

TEST(PolicyTableTest, WhoMayLearnWhatIsFoundByDeciding) {
  const auto policy = SharingPolicy::FromText(
      absl::StrCat(kHead, kRequest, kShield, kNamed, kInvariants));
  const std::vector<Asking> table = WhoMayLearnWhat(**policy, Words());
  ASSERT_EQ(table.size(), 4u);  // One purpose is refused; two grounds whole.
  EXPECT_EQ(table[0].purposes, "a referral");
  EXPECT_THAT(table[0].askers, HasSubstr("a practitioner"));
  EXPECT_THAT(table[0].askers, HasSubstr("any agency"));
  EXPECT_EQ(table[0].answers[0].learns,
            "who leads, who else helps, how to reach them");
  EXPECT_EQ(table[0].answers[0].rules, "A2 T1");
  EXPECT_THAT(table[0].answers[7].learns, HasSubstr("nothing"));
  EXPECT_EQ(table[1].purposes, "letting a flat");
  EXPECT_THAT(table[1].askers, IsEmpty());
  EXPECT_THAT(table[1].refused, HasSubstr("no rule allows this"));
}

}  // namespace
}  // namespace kith::policy
