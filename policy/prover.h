// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_PROVER_H_
#define KITH_POLICY_PROVER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "policy/sharing_policy.h"
#include "policy/vocabulary.h"

namespace kith::policy {

// How many combinations of facts one decision has.
struct DecisionSpace {
  std::string decision;  // "request", "route", "answer"
  double combinations = 0;
  // After values that no rule and no invariant tells apart were taken together.
  std::uint64_t classes = 0;
};

struct InvariantResult {
  std::string id;
  std::string words;
  // Classes it speaks of.
  std::uint64_t cases = 0;
  bool holds = false;
  // Few facts that already break it, none of which can be left out, "fact:
  // value" each, and what is decided then. Empty if it holds.
  std::vector<std::string> counterexample;
};

struct ExampleResult {
  std::string words;
  bool as_meant = false;
  // What was decided instead; empty if it is as meant.
  std::string instead;
};

// What is found out about a bundle, every fault at once.
struct Proof {
  // Rules with words that the network file lacks, rules that are never reached,
  // invariants and examples that cannot be read.
  std::vector<std::string> faults;
  std::vector<DecisionSpace> spaces;
  std::vector<InvariantResult> invariants;
  std::vector<ExampleResult> examples;

  bool Holds() const;
};

// Decides every combination of facts by the policy itself, and holds the
// bundle's invariants against what it decided. Runs the examples. Beside the
// bundle's invariants those of our own: floor.h, and that an agreement which is
// wider in every part covers whatever a narrower one does.
Proof Prove(const SharingPolicy& policy, const Vocabulary& vocabulary);

// The examples alone.
Proof RunExamples(const SharingPolicy& policy, const Vocabulary& vocabulary);

}  // namespace kith::policy

#endif  // KITH_POLICY_PROVER_H_
