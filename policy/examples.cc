// SPDX-License-Identifier: Apache-2.0
#include "policy/examples.h"

#include "absl/strings/str_cat.h"
#include "policy/fact_table.h"

namespace kith::policy {
namespace {

template <typename Facts, typename Rule>
absl::StatusOr<Facts> Read(const FactTable<Facts, Rule>& table,
                           const FactValues& values) {
  Facts facts;
  for (const v1::FactValue& one : values) {
    bool known = false;
    for (const auto& fact : table.words) {
      if (one.fact() != fact.name) continue;
      known = true;
      facts.*fact.value = one.value() == kUnknown ? "" : one.value();
    }
    for (const auto& fact : table.tris) {
      if (one.fact() != fact.name) continue;
      known = one.value() == "true" || one.value() == "false" ||
              one.value() == kUnknown;
      if (one.value() != kUnknown) facts.*fact.value = one.value() == "true";
    }
    if (!known) {
      return absl::InvalidArgumentError(
          absl::StrCat("this decision knows no fact \"", one.fact(),
                       "\" with the value \"", one.value(), "\""));
    }
  }
  return facts;
}

template <typename Facts, typename Rule>
std::vector<v1::FactValue> Write(const FactTable<Facts, Rule>& table,
                                 const Facts& facts) {
  std::vector<v1::FactValue> values;
  const auto add = [&](const char* fact, const std::string& value) {
    v1::FactValue& one = values.emplace_back();
    one.set_fact(fact);
    one.set_value(value);
  };
  for (const auto& fact : table.words) {
    if (!(facts.*fact.value).empty()) add(fact.name, facts.*fact.value);
  }
  for (const auto& fact : table.tris) {
    const std::optional<bool>& value = facts.*fact.value;
    if (value.has_value()) add(fact.name, *value ? "true" : "false");
  }
  return values;
}

DecidedOfValues Said(const Decision& decision) {
  return {decision.rule, decision.allowed ? "allowed" : "refused",
          decision.words};
}

DecidedOfValues Said(const AnswerDecision& decision) {
  const char* outcome = "withheld";
  if (decision.disclosure == Disclosure::kInvolved) outcome = "involved";
  if (decision.disclosure == Disclosure::kCallBack) outcome = "call_back";
  return {decision.rule, outcome, decision.words};
}

}  // namespace

absl::StatusOr<DecidedOfValues> DecideOfValues(const SharingPolicy& policy,
                                               v1::DecisionKind decision,
                                               const FactValues& values) {
  if (decision == v1::DECISION_KIND_REQUEST) {
    const auto facts = Read(RequestTable(), values);
    if (!facts.ok()) return facts.status();
    return Said(policy.DecideRequest(*facts));
  }
  if (decision == v1::DECISION_KIND_ROUTE) {
    const auto facts = Read(RouteTable(), values);
    if (!facts.ok()) return facts.status();
    return Said(policy.DecideRoute(*facts));
  }
  if (decision == v1::DECISION_KIND_ANSWER) {
    const auto facts = Read(AnswerTable(), values);
    if (!facts.ok()) return facts.status();
    return Said(policy.DecideAnswer(*facts));
  }
  return absl::InvalidArgumentError("it names no decision");
}

std::vector<v1::FactValue> ValuesOf(const RequestFacts& facts) {
  return Write(RequestTable(), facts);
}

std::vector<v1::FactValue> ValuesOf(const AnswerFacts& facts) {
  return Write(AnswerTable(), facts);
}

void AddExamples(const SharingPolicy& policy, const Vocabulary& vocabulary,
                 Proof& proof) {
  int number = 0;
  for (const v1::Example& example : policy.bundle().examples()) {
    const std::string name = absl::StrCat("example ", ++number);
    for (const v1::FactValue& fact : example.facts()) {
      if (vocabulary.WordsOf(fact.fact()).empty() || fact.value() == kUnknown ||
          vocabulary.Has(fact.fact(), fact.value())) {
        continue;
      }
      proof.faults.push_back(absl::StrCat(name, ": ", fact.fact(), " \"",
                                          fact.value(),
                                          "\" is in no list of the network"));
    }
    const auto decided =
        DecideOfValues(policy, example.decision(), example.facts());
    if (!decided.ok()) {
      proof.faults.push_back(
          absl::StrCat(name, ": ", decided.status().message()));
      continue;
    }
    ExampleResult& result = proof.examples.emplace_back();
    result.words = example.words();
    result.as_meant = decided->rule == example.rule() &&
                      decided->outcome == example.outcome();
    if (!result.as_meant) {
      result.instead = absl::StrCat(decided->outcome, ", by ", decided->rule);
    }
  }
}

}  // namespace kith::policy
