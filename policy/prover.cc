// SPDX-License-Identifier: Apache-2.0
#include "policy/prover.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/case_space.h"
#include "policy/coverage_proof.h"
#include "policy/examples.h"
#include "policy/fact_table.h"
#include "policy/floor.h"

namespace kith::policy {
namespace {

// Beyond, nobody waits for the answer.
constexpr std::uint64_t kMostCases = 20'000'000;
// Of an invariant that is broken: where a counterexample of few facts is looked
// for, and after how many cases the best so far is good enough.
constexpr std::size_t kCasesLookedAt = 512;
constexpr std::uint64_t kEnoughLookedAt = 50'000'000;

constexpr int kCallBack = 1;

// What one decision comes to, in order: no less is more.
struct Decided {
  int how_much = 0;
  std::string rule;
  const char* outcome = "";
};

Decided Of(const Decision& decision) {
  return {decision.allowed ? 1 : 0, decision.rule,
          decision.allowed ? "allowed" : "refused"};
}

Decided Of(const AnswerDecision& decision) {
  switch (decision.disclosure) {
    case Disclosure::kInvolved:
      return {2, decision.rule, "involved"};
    case Disclosure::kCallBack:
      return {kCallBack, decision.rule, "call_back"};
    case Disclosure::kWithhold:
      return {0, decision.rule, "withheld"};
  }
  return {};
}

// One of the three decisions, with its rules.
template <typename Facts, typename Rule>
class DecisionProver {
 public:
  using Space = CaseSpace<Facts, Rule>;
  using Decide = std::function<Decided(const Facts&)>;

  DecisionProver(const FactTable<Facts, Rule>& table,
                 const typename Space::Rules& rules,
                 std::vector<const v1::Invariant*> invariants,
                 const Vocabulary& vocabulary, Decide decide)
      : table_(table),
        rules_(rules),
        invariants_(std::move(invariants)),
        vocabulary_(vocabulary),
        decide_(std::move(decide)),
        space_(table, rules, invariants_, vocabulary) {}

  void Prove(const std::string& decision, Proof& proof) {
    CheckWords(proof.faults);
    proof.spaces.push_back({decision, space_.raw_size(), space_.size()});
    if (space_.size() > kMostCases) {
      proof.faults.push_back(absl::StrCat(
          "the ", decision, " rules tell ", space_.size(),
          " combinations apart, too many to look at each; at most ", kMostCases,
          " can be proved"));
      return;
    }
    decided_.reserve(space_.size());
    for (std::uint64_t i = 0; i < space_.size(); ++i) {
      decided_.push_back(decide_(space_.FactsOf(i)));
    }
    CheckReached(proof.faults);
    for (const v1::Invariant* invariant : invariants_) {
      proof.invariants.push_back(Hold(*invariant));
    }
  }

 private:
  void CheckWords(std::vector<std::string>& faults) const {
    for (const auto& fact : table_.words) {
      for (const Rule& rule : rules_) {
        for (const std::string& word : (rule.*fact.condition)()) {
          if (vocabulary_.Has(fact.name, word)) continue;
          faults.push_back(absl::StrCat(rule.id(), ": ", fact.name, " \"", word,
                                        "\" is in no list of the network"));
        }
      }
    }
    for (const v1::Invariant* invariant : invariants_) {
      for (const v1::FactCondition& condition : invariant->where()) {
        CheckCondition(invariant->id(), condition, faults);
      }
      const std::string& wider = invariant->never_less_if_true();
      const bool known =
          std::any_of(table_.tris.begin(), table_.tris.end(),
                      [&](const auto& fact) { return fact.name == wider; });
      if (!wider.empty() && !known) {
        faults.push_back(absl::StrCat(invariant->id(), ": \"", wider,
                                      "\" is no fact that is true or false"));
      }
    }
  }

  void CheckCondition(const std::string& id, const v1::FactCondition& condition,
                      std::vector<std::string>& faults) const {
    const auto& dimensions = space_.dimensions();
    const auto dimension = std::find_if(
        dimensions.begin(), dimensions.end(),
        [&](const Dimension& d) { return d.fact == condition.fact(); });
    if (dimension == dimensions.end()) {
      faults.push_back(absl::StrCat(id, ": this decision knows no fact \"",
                                    condition.fact(), "\""));
      return;
    }
    for (const auto* values : {&condition.is(), &condition.is_not()}) {
      for (const std::string& value : *values) {
        const auto& known = dimension->values;
        if (std::find(known.begin(), known.end(), value) != known.end()) {
          continue;
        }
        faults.push_back(absl::StrCat(id, ": ", condition.fact(),
                                      " is never \"", value, "\""));
      }
    }
  }

  void CheckReached(std::vector<std::string>& faults) const {
    std::set<std::string> reached;
    for (const Decided& decided : decided_) reached.insert(decided.rule);
    for (const Rule& rule : rules_) {
      if (reached.contains(rule.id())) continue;
      std::set<std::string> before;
      for (std::uint64_t i = 0; i < space_.size(); ++i) {
        if (policy::Holds(table_, rule, space_.FactsOf(i))) {
          before.insert(decided_[i].rule);
        }
      }
      faults.push_back(absl::StrCat(
          rule.id(), ": never decides anything: ",
          before.empty() ? "no combination of facts meets its conditions"
                         : absl::StrCat("what it speaks of is decided before "
                                        "it by ",
                                        absl::StrJoin(before, ", "))));
    }
  }

  InvariantResult Hold(const v1::Invariant& invariant) const {
    InvariantResult result{.id = invariant.id(), .words = invariant.words()};
    std::vector<std::uint64_t> broken;
    for (std::uint64_t i = 0; i < space_.size(); ++i) {
      if (!space_.IsSpokenOf(i, invariant)) continue;
      ++result.cases;
      if (broken.size() < kCasesLookedAt && Breaks(i, invariant)) {
        broken.push_back(i);
      }
    }
    result.holds = broken.empty() && result.cases > 0;
    if (result.cases == 0) {
      result.counterexample = {"it speaks of no combination of facts at all"};
    }
    if (!broken.empty()) {
      result.counterexample = FewFacts(broken, invariant);
    }
    return result;
  }

  bool Breaks(std::uint64_t number, const v1::Invariant& invariant) const {
    if (invariant.never()) return decided_[number].how_much > 0;
    if (invariant.call_back_at_most()) {
      return decided_[number].how_much > kCallBack;
    }
    return Less(number, invariant).has_value();
  }

  // The case with the fact true, if less is allowed there than here.
  std::optional<std::uint64_t> Less(std::uint64_t number,
                                    const v1::Invariant& invariant) const {
    const auto& dimensions = space_.dimensions();
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
      if (dimensions[d].fact != invariant.never_less_if_true()) continue;
      const std::uint64_t wider =
          space_.With(number, d, dimensions[d].ClassOf("true"));
      if (decided_[wider].how_much < decided_[number].how_much) return wider;
    }
    return std::nullopt;
  }

  // INVARIANT (few facts): of the facts that are named none can be left out:
  // without it some case would not break the invariant. Another choice of facts
  // may be shorter.
  std::vector<std::string> FewFacts(const std::vector<std::uint64_t>& broken,
                                    const v1::Invariant& invariant) const {
    std::vector<bool> fewest(space_.dimensions().size(), true);
    std::uint64_t example = broken.front();
    std::uint64_t looked_at = 0;
    for (const std::uint64_t number : broken) {
      if (looked_at >= kEnoughLookedAt) break;
      const std::vector<bool> named = Needed(number, invariant, looked_at);
      if (std::count(named.begin(), named.end(), true) <
          std::count(fewest.begin(), fewest.end(), true)) {
        fewest = named;
        example = number;
      }
    }
    return InWords(example, fewest, invariant);
  }

  // Which facts of a broken case must be named so that whatever the others are
  // it is broken.
  std::vector<bool> Needed(std::uint64_t number, const v1::Invariant& invariant,
                           std::uint64_t& looked_at) const {
    std::vector<bool> named(space_.dimensions().size(), true);
    for (std::size_t d = 0; d < named.size(); ++d) {
      named[d] = false;
      if (!AllBreak(number, named, 0, invariant, looked_at)) named[d] = true;
    }
    return named;
  }

  // Whether every case breaks it that has the named facts, and those before
  // `from`, of `number`. Goes through them one by one and keeps none: there may
  // be as many as the space has.
  bool AllBreak(std::uint64_t number, const std::vector<bool>& named,
                std::size_t from, const v1::Invariant& invariant,
                std::uint64_t& looked_at) const {
    while (from < named.size() && named[from]) ++from;
    if (from == named.size()) {
      ++looked_at;
      return space_.IsSpokenOf(number, invariant) && Breaks(number, invariant);
    }
    const std::size_t classes = space_.dimensions()[from].classes.size();
    for (std::size_t other = 0; other < classes; ++other) {
      if (!AllBreak(space_.With(number, from, other), named, from + 1,
                    invariant, looked_at)) {
        return false;
      }
    }
    return true;
  }

  std::vector<std::string> InWords(std::uint64_t number,
                                   const std::vector<bool>& named,
                                   const v1::Invariant& invariant) const {
    std::vector<std::string> lines;
    for (std::size_t d = 0; d < named.size(); ++d) {
      if (!named[d]) continue;
      const Dimension& dimension = space_.dimensions()[d];
      lines.push_back(absl::StrCat(
          dimension.fact, ": ",
          absl::StrJoin(dimension.classes[space_.ClassIn(number, d)], " or ")));
    }
    const Decided& decided = decided_[number];
    if (invariant.never_less_if_true().empty()) {
      lines.push_back(
          absl::StrCat("then: ", decided.outcome, ", by ", decided.rule));
      return lines;
    }
    const Decided& wider = decided_[*Less(number, invariant)];
    lines.push_back(
        absl::StrCat("then: ", decided.outcome, ", by ", decided.rule,
                     "; with ", invariant.never_less_if_true(),
                     " only: ", wider.outcome, ", by ", wider.rule));
    return lines;
  }

  const FactTable<Facts, Rule>& table_;
  const typename Space::Rules& rules_;
  const std::vector<const v1::Invariant*> invariants_;
  const Vocabulary& vocabulary_;
  const Decide decide_;
  const Space space_;
  std::vector<Decided> decided_;
};

std::vector<const v1::Invariant*> InvariantsOf(const v1::PolicyBundle& bundle,
                                               v1::DecisionKind kind) {
  std::vector<const v1::Invariant*> invariants;
  for (const auto* all : {&Floor(), &bundle.invariants()}) {
    for (const v1::Invariant& invariant : *all) {
      if (invariant.decision() == kind) invariants.push_back(&invariant);
    }
  }
  return invariants;
}

}  // namespace

std::size_t Dimension::ClassOf(const std::string& value) const {
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (std::find(classes[i].begin(), classes[i].end(), value) !=
        classes[i].end()) {
      return i;
    }
  }
  return classes.size();
}

bool Speaks(const v1::FactCondition& condition, const std::string& value) {
  const auto has = [&](const auto& values) {
    return std::find(values.begin(), values.end(), value) != values.end();
  };
  return (condition.is().empty() || has(condition.is())) &&
         !has(condition.is_not());
}

bool Proof::Holds() const {
  return faults.empty() &&
         std::all_of(invariants.begin(), invariants.end(),
                     [](const InvariantResult& one) { return one.holds; }) &&
         std::all_of(examples.begin(), examples.end(),
                     [](const ExampleResult& one) { return one.as_meant; });
}

Proof Prove(const SharingPolicy& policy, const Vocabulary& vocabulary) {
  Proof proof;
  const v1::PolicyBundle& bundle = policy.bundle();
  DecisionProver<RequestFacts, v1::RequestRule>(
      RequestTable(), bundle.request_rules(),
      InvariantsOf(bundle, v1::DECISION_KIND_REQUEST), vocabulary,
      [&](const RequestFacts& facts) {
        return Of(policy.DecideRequest(facts));
      })
      .Prove("request", proof);
  DecisionProver<RouteFacts, v1::RouteRule>(
      RouteTable(), bundle.route_rules(),
      InvariantsOf(bundle, v1::DECISION_KIND_ROUTE), vocabulary,
      [&](const RouteFacts& facts) { return Of(policy.DecideRoute(facts)); })
      .Prove("route", proof);
  DecisionProver<AnswerFacts, v1::AnswerRule>(
      AnswerTable(), bundle.answer_rules(),
      InvariantsOf(bundle, v1::DECISION_KIND_ANSWER), vocabulary,
      [&](const AnswerFacts& facts) { return Of(policy.DecideAnswer(facts)); })
      .Prove("answer", proof);
  proof.invariants.push_back(ProveCoverage());
  AddExamples(policy, vocabulary, proof);
  return proof;
}

Proof RunExamples(const SharingPolicy& policy, const Vocabulary& vocabulary) {
  Proof proof;
  AddExamples(policy, vocabulary, proof);
  return proof;
}

}  // namespace kith::policy
