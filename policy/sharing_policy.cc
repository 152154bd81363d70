// SPDX-License-Identifier: Apache-2.0
#include "policy/sharing_policy.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/fact_table.h"

namespace kith::policy {
namespace {

using v1::AnswerRule;
using v1::PolicyBundle;
using v1::RequestRule;
using v1::RouteRule;

class FaultCollector : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    faults.push_back(absl::StrCat("line ", line + 1, ", column ", column + 1,
                                  ": ", message));
  }
  std::vector<std::string> faults;
};

template <typename Rules>
void CheckRules(const Rules& rules, absl::string_view kind,
                std::set<std::string>& ids, std::vector<std::string>& faults) {
  int number = 0;
  for (const auto& rule : rules) {
    ++number;
    const std::string name =
        rule.id().empty() ? absl::StrCat(kind, " ", number) : rule.id();
    if (rule.id().empty()) faults.push_back(absl::StrCat(name, ": has no id"));
    if (rule.words().empty()) {
      faults.push_back(absl::StrCat(name, ": says nothing in words"));
    }
    if (!rule.id().empty() && !ids.insert(rule.id()).second) {
      faults.push_back(absl::StrCat(name, ": the id stands twice"));
    }
  }
}

// An enum in text may be any number: one that means nothing is no condition.
template <typename Facts, typename Rule, typename Rules>
void CheckConditions(const FactTable<Facts, Rule>& table, const Rules& rules,
                     std::vector<std::string>& faults) {
  for (const Rule& rule : rules) {
    for (const auto& fact : table.tris) {
      if (v1::Tri_IsValid((rule.*fact.condition)())) continue;
      faults.push_back(absl::StrCat(rule.id(), ": ", fact.name,
                                    " is neither TRI_TRUE nor TRI_FALSE"));
    }
  }
}

bool NamesDecision(v1::DecisionKind kind) {
  return v1::DecisionKind_IsValid(kind) &&
         kind != v1::DECISION_KIND_UNSPECIFIED;
}

void CheckInvariant(const v1::Invariant& invariant,
                    std::vector<std::string>& faults) {
  if (!NamesDecision(invariant.decision())) {
    faults.push_back(absl::StrCat(invariant.id(), ": names no decision"));
  }
  if (!invariant.never() && !invariant.call_back_at_most() &&
      invariant.never_less_if_true().empty()) {
    faults.push_back(absl::StrCat(invariant.id(), ": claims nothing"));
  }
  if (invariant.call_back_at_most() &&
      invariant.decision() != v1::DECISION_KIND_ANSWER) {
    faults.push_back(absl::StrCat(
        invariant.id(), ": call_back_at_most can only be said of an answer"));
  }
}

std::vector<std::string> FaultsOf(const PolicyBundle& bundle) {
  std::vector<std::string> faults;
  std::set<std::string> ids{kDefaultRule};
  if (bundle.id().empty()) faults.push_back("the bundle has no id");
  if (bundle.version() == 0) faults.push_back("the bundle has no version");
  CheckRules(bundle.request_rules(), "request rule", ids, faults);
  CheckRules(bundle.route_rules(), "route rule", ids, faults);
  CheckRules(bundle.answer_rules(), "answer rule", ids, faults);
  CheckConditions(RequestTable(), bundle.request_rules(), faults);
  CheckConditions(RouteTable(), bundle.route_rules(), faults);
  CheckConditions(AnswerTable(), bundle.answer_rules(), faults);
  for (const AnswerRule& rule : bundle.answer_rules()) {
    if (!v1::Disclosure_IsValid(rule.disclosure()) ||
        rule.disclosure() == v1::DISCLOSURE_UNSPECIFIED) {
      faults.push_back(absl::StrCat(rule.id(), ": names no disclosure"));
    }
  }
  CheckRules(bundle.invariants(), "invariant", ids, faults);
  if (bundle.invariants().empty()) {
    faults.push_back("the bundle states no invariant");
  }
  for (const v1::Invariant& invariant : bundle.invariants()) {
    CheckInvariant(invariant, faults);
  }
  for (int i = 0; i < bundle.examples_size(); ++i) {
    if (NamesDecision(bundle.examples(i).decision())) continue;
    faults.push_back(absl::StrCat("example ", i + 1, ": names no decision"));
  }
  return faults;
}

bool Contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

bool Covers(const Scope& scope, const std::string& asker,
            const std::string& asker_category, const std::string& purpose) {
  if (!scope.purposes.empty() && !Contains(scope.purposes, purpose)) {
    return false;
  }
  if (!asker.empty() && Contains(scope.excluded_agencies, asker)) return false;
  // Whoever is hidden might be the one who was excluded.
  if (asker.empty() && !scope.excluded_agencies.empty()) return false;
  return scope.everybody || Contains(scope.categories, asker_category) ||
         (!asker.empty() && Contains(scope.agencies, asker));
}

SharingPolicy::SharingPolicy(PolicyBundle bundle)
    : bundle_(std::move(bundle)) {}

absl::StatusOr<std::shared_ptr<const SharingPolicy>> SharingPolicy::FromText(
    absl::string_view text) {
  PolicyBundle bundle;
  FaultCollector collector;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  const bool parsed = parser.ParseFromString(std::string(text), &bundle);
  std::vector<std::string> faults = std::move(collector.faults);
  if (parsed) faults = FaultsOf(bundle);
  if (!parsed || !faults.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("policy bundle:\n", absl::StrJoin(faults, "\n")));
  }
  return std::shared_ptr<const SharingPolicy>(
      new SharingPolicy(std::move(bundle)));
}

Decision SharingPolicy::DecideRequest(const RequestFacts& facts) const {
  for (const RequestRule& rule : bundle_.request_rules()) {
    if (!Holds(RequestTable(), rule, facts)) continue;
    return {rule.allow(), rule.id(), rule.words(), rule.next_step()};
  }
  return {.words = "no rule allows this",
          .next_step = "ask the partnership's desk"};
}

Decision SharingPolicy::DecideRoute(const RouteFacts& facts) const {
  for (const RouteRule& rule : bundle_.route_rules()) {
    if (!Holds(RouteTable(), rule, facts)) continue;
    return {rule.allow(), rule.id(), rule.words(), ""};
  }
  return {.words = "no rule allows this"};
}

AnswerDecision SharingPolicy::DecideAnswer(const AnswerFacts& facts) const {
  for (const AnswerRule& rule : bundle_.answer_rules()) {
    if (!Holds(AnswerTable(), rule, facts)) continue;
    Disclosure disclosure = Disclosure::kWithhold;
    if (rule.disclosure() == v1::DISCLOSURE_INVOLVED) {
      disclosure = Disclosure::kInvolved;
    } else if (rule.disclosure() == v1::DISCLOSURE_CALL_BACK) {
      disclosure = Disclosure::kCallBack;
    }
    return {disclosure, rule.id(), rule.words()};
  }
  return {.words = "no rule allows this"};
}

}  // namespace kith::policy
