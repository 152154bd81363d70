// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_FACT_TABLE_H_
#define KITH_POLICY_FACT_TABLE_H_

#include <optional>
#include <string>
#include <vector>

#include "kith/policy/v1/bundle.pb.h"
#include "policy/facts.h"

namespace kith::policy {

// A fact that is one of some words, and the rules' condition on it.
template <typename Facts, typename Rule>
struct WordFact {
  const char* name;
  std::string Facts::*value;
  const google::protobuf::RepeatedPtrField<std::string>& (
      Rule::*condition)() const;
};

// A fact that is true, false or unknown.
template <typename Facts, typename Rule>
struct TriFact {
  const char* name;
  std::optional<bool> Facts::*value;
  v1::Tri (Rule::*condition)() const;
};

// The facts of one decision. Deciding, proving, reading examples and printing
// all go by these tables, so that none of them forgets a fact.
template <typename Facts, typename Rule>
struct FactTable {
  std::vector<WordFact<Facts, Rule>> words;
  std::vector<TriFact<Facts, Rule>> tris;
};

const FactTable<RequestFacts, v1::RequestRule>& RequestTable();
const FactTable<RouteFacts, v1::RouteRule>& RouteTable();
const FactTable<AnswerFacts, v1::AnswerRule>& AnswerTable();

// Whether all of a rule's conditions hold. A condition on an unknown fact does
// not.
template <typename Facts, typename Rule>
bool Holds(const FactTable<Facts, Rule>& table, const Rule& rule,
           const Facts& facts) {
  for (const auto& fact : table.words) {
    const auto& allowed = (rule.*fact.condition)();
    bool found = allowed.empty();
    for (const std::string& word : allowed) {
      found = found || word == facts.*fact.value;
    }
    if (!found) return false;
  }
  for (const auto& fact : table.tris) {
    const v1::Tri condition = (rule.*fact.condition)();
    if (condition == v1::TRI_UNSPECIFIED) continue;
    const std::optional<bool>& value = facts.*fact.value;
    if (!value.has_value() || *value != (condition == v1::TRI_TRUE)) {
      return false;
    }
  }
  return true;
}

}  // namespace kith::policy

#endif  // KITH_POLICY_FACT_TABLE_H_
