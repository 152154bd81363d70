// SPDX-License-Identifier: Apache-2.0
#include "policy/in_words.h"

#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/fact_table.h"

namespace kith::policy {
namespace {

constexpr char kNothing[] = "nothing: the same as of somebody unknown";

// A holder as it may stand to a question, and what route and answer then rest
// on.
struct Holder {
  const char* words;
  bool covered, consent, basis, sensitive, shielded, touch_only, objection,
      call_back;
  bool excluded = false;
};

constexpr Holder kHolders[] = {
    {"a service that the family agreed may tell this asker", true, true, false,
     false, false, false, false, false},
    {"the same, where the family agreed to a call and no more", true, true,
     false, false, false, false, false, true},
    {"a service whose agreement does not cover this asker", false, false, false,
     false, false, false, false, false},
    {"a service whose family left this asker out by name", false, false, false,
     false, false, false, false, false, true},
    {"a service with a lawful basis of its own", true, false, true, false,
     false, false, false, false},
    {"a sensitive service with explicit consent for this asker", true, true,
     false, true, false, false, false, false},
    {"a sensitive service otherwise (it hears who asked)", true, false, false,
     true, false, false, false, false},
    {"a service to which somebody has objected", true, true, true, false, false,
     false, true, false},
    {"a service with a shield on the person (it hears who asked)", true, true,
     true, false, true, false, false, false},
    {"a service listed only so that it hears who asks", true, false, false,
     false, false, true, false, false},
    {"a service with a lawful basis, where the family agreed that others may "
     "be called and no more",
     true, false, true, false, false, false, false, true},
};

// One way to ask.
struct Asker {
  std::string category;
  std::string role;
};

std::vector<std::string> Ids(const Vocabulary& vocabulary, const char* fact) {
  std::vector<std::string> ids;
  for (const auto& word : vocabulary.WordsOf(fact)) ids.push_back(word.id);
  return ids;
}

// The same, and not known.
std::vector<std::string> IdsOrUnknown(const Vocabulary& vocabulary,
                                      const char* fact) {
  std::vector<std::string> ids = Ids(vocabulary, fact);
  ids.emplace_back();
  return ids;
}

std::vector<Asker> EveryAsker(const Vocabulary& vocabulary) {
  std::vector<Asker> askers;
  for (const std::string& role : Ids(vocabulary, "asker_role")) {
    for (const std::string& category : Ids(vocabulary, "asker_category")) {
      askers.push_back({category, role});
    }
  }
  return askers;
}

// "a manager, IT (schools; health)", "any kind of agency" left out.
std::string AskersInWords(
    const std::set<std::pair<std::string, std::string>>& roles_and_categories,
    const Vocabulary& vocabulary) {
  std::map<std::vector<std::string>, std::vector<std::string>> roles_by_kinds;
  for (const auto& role : vocabulary.WordsOf("asker_role")) {
    std::vector<std::string> kinds;
    for (const auto& category : vocabulary.WordsOf("asker_category")) {
      if (roles_and_categories.contains({role.id, category.id})) {
        kinds.push_back(category.label);
      }
    }
    if (!kinds.empty()) roles_by_kinds[kinds].push_back(role.label);
  }
  std::vector<std::string> parts;
  for (const auto& [kinds, roles] : roles_by_kinds) {
    const bool all =
        kinds.size() == vocabulary.WordsOf("asker_category").size();
    parts.push_back(
        absl::StrCat(absl::StrJoin(roles, ", "), " of ",
                     all ? "any agency" : absl::StrJoin(kinds, "; ")));
  }
  return absl::StrJoin(parts, "; and ");
}

const char* NeedInWords(const std::string& fact) {
  if (fact == "has_gateway") return "a gateway";
  if (fact == "has_necessity") return "why it is necessary";
  if (fact == "has_told") return "whether the family was told";
  return "two people with keys of their own";
}

RequestFacts WithAll(const std::string& ground, const std::string& purpose,
                     const Asker& asker) {
  RequestFacts facts{.purpose = purpose,
                     .asker_category = asker.category,
                     .asker_role = asker.role,
                     .ground = ground};
  for (const auto& fact : RequestTable().tris) facts.*fact.value = true;
  return facts;
}

// Which of them a question cannot do without.
std::string NeedsOf(const SharingPolicy& policy, const RequestFacts& all) {
  std::vector<std::string> needs;
  for (const auto& fact : RequestTable().tris) {
    RequestFacts without = all;
    without.*fact.value = std::nullopt;
    if (!policy.DecideRequest(without).allowed) {
      needs.push_back(NeedInWords(fact.name));
    }
  }
  return absl::StrJoin(needs, ", ");
}

std::string Learned(Disclosure disclosure) {
  if (disclosure == Disclosure::kInvolved) {
    return "who leads, who else helps, how to reach them";
  }
  return disclosure == Disclosure::kCallBack ? "please ring us, no more"
                                             : kNothing;
}

RouteFacts RouteTo(const Holder& holder, const RequestFacts& asked,
                   const std::string& holder_category) {
  return {.purpose = asked.purpose,
          .asker_category = asked.asker_category,
          .ground = asked.ground,
          .holder_category = holder_category,
          .covered = holder.covered,
          .active = true};
}

// Whatever the level, the person's age, and whether the asker is named.
std::vector<AnswerFacts> AnswersFrom(const Holder& holder,
                                     const RequestFacts& asked,
                                     const std::string& holder_category,
                                     const Vocabulary& vocabulary) {
  AnswerFacts facts{.purpose = asked.purpose,
                    .asker_category = asked.asker_category,
                    .asker_role = asked.asker_role,
                    .ground = asked.ground,
                    .holder_category = holder_category,
                    .shielded = holder.shielded,
                    .sensitive_service = holder.sensitive,
                    .consent_covers = holder.consent,
                    .basis_covers = holder.basis,
                    .touch_only = holder.touch_only,
                    .objection = holder.objection,
                    .call_back_only = holder.call_back,
                    .excluded = holder.excluded};
  std::vector<AnswerFacts> all;
  for (const std::string& level : IdsOrUnknown(vocabulary, "level")) {
    for (const std::string& age : IdsOrUnknown(vocabulary, "age_band")) {
      for (const bool asker_shielded : {false, true}) {
        facts.level = level;
        facts.age_band = age;
        facts.asker_shielded = asker_shielded;
        all.push_back(facts);
      }
    }
  }
  return all;
}

// What a holder says to all of these questions, whatever its kind.
LearnedFrom AnswersOf(const Holder& holder, const SharingPolicy& policy,
                      const Vocabulary& vocabulary,
                      const std::vector<RequestFacts>& questions) {
  std::set<std::string> learned;
  std::set<std::string> rules;
  for (const RequestFacts& asked : questions) {
    for (const std::string& kind : Ids(vocabulary, "holder_category")) {
      const Decision route = policy.DecideRoute(RouteTo(holder, asked, kind));
      rules.insert(route.rule);
      if (!route.allowed) {
        learned.insert(kNothing);
        continue;
      }
      for (const AnswerFacts& facts :
           AnswersFrom(holder, asked, kind, vocabulary)) {
        const AnswerDecision answer = policy.DecideAnswer(facts);
        learned.insert(Learned(answer.disclosure));
        rules.insert(answer.rule);
      }
    }
  }
  const std::string some = learned.size() > 1 ? "in some cases " : "";
  return {holder.words, absl::StrCat(some, absl::StrJoin(learned, "; " + some)),
          absl::StrJoin(rules, " ")};
}

// How all askers fare with a purpose, so that purposes alike are told once.
std::string FareOf(const SharingPolicy& policy, const Vocabulary& vocabulary,
                   const std::string& ground, const std::string& purpose) {
  std::string fare;
  for (const Asker& asker : EveryAsker(vocabulary)) {
    const RequestFacts all = WithAll(ground, purpose, asker);
    const Decision decision = policy.DecideRequest(all);
    absl::StrAppend(&fare, decision.rule, decision.allowed ? "+" : "-",
                    NeedsOf(policy, all), "\n");
    if (!decision.allowed) continue;
    for (const Holder& holder : kHolders) {
      const LearnedFrom learned = AnswersOf(holder, policy, vocabulary, {all});
      absl::StrAppend(&fare, learned.learns, learned.rules, "\n");
    }
  }
  return fare;
}

Asking AskingFor(const SharingPolicy& policy, const Vocabulary& vocabulary,
                 const std::string& ground,
                 const std::vector<std::string>& purposes) {
  Asking asking{.ground = vocabulary.LabelOf("ground", ground)};
  std::set<std::string> needs, rules, refused;
  std::set<std::pair<std::string, std::string>> askers;
  std::vector<RequestFacts> allowed;
  std::vector<std::string> labels;
  for (const std::string& purpose : purposes) {
    labels.push_back(vocabulary.LabelOf("purpose", purpose));
    for (const Asker& asker : EveryAsker(vocabulary)) {
      const RequestFacts all = WithAll(ground, purpose, asker);
      const Decision decision = policy.DecideRequest(all);
      if (!decision.allowed) {
        refused.insert(absl::StrCat(decision.words, " (", decision.rule, ")"));
        continue;
      }
      askers.insert({asker.role, asker.category});
      rules.insert(decision.rule);
      const std::string need = NeedsOf(policy, all);
      if (!need.empty()) needs.insert(need);
      allowed.push_back(all);
    }
  }
  asking.purposes = absl::StrJoin(labels, "; ");
  asking.askers = AskersInWords(askers, vocabulary);
  asking.needs = absl::StrJoin(needs, "; or ");
  asking.rules = absl::StrJoin(rules, " ");
  asking.refused = absl::StrJoin(refused, "; ");
  if (allowed.empty()) return asking;
  for (const Holder& holder : kHolders) {
    asking.answers.push_back(AnswersOf(holder, policy, vocabulary, allowed));
  }
  return asking;
}

template <typename Rules>
void AppendRules(const Rules& rules, const char* heading, std::string& text) {
  absl::StrAppend(&text, "\n", heading, "\n");
  for (const auto& rule : rules) {
    absl::StrAppend(&text, "  ", rule.id(), "  ", rule.words(), "\n");
  }
}

std::string OneAsking(const Asking& asking) {
  std::string text = absl::StrCat("\nGROUND  ", asking.ground, "\n  For   ",
                                  asking.purposes, "\n");
  if (asking.askers.empty()) {
    absl::StrAppend(&text, "  Who   nobody: ", asking.refused, "\n");
    return text;
  }
  absl::StrAppend(&text, "  Who   ", asking.askers, "  [", asking.rules, "]\n");
  if (!asking.needs.empty()) {
    absl::StrAppend(&text, "  With  ", asking.needs, "\n");
  }
  for (const LearnedFrom& from : asking.answers) {
    absl::StrAppend(&text, "  From  ", from.holder, "\n        learns ",
                    from.learns, "  [", from.rules, "]\n");
  }
  return text;
}

}  // namespace

std::vector<Asking> WhoMayLearnWhat(const SharingPolicy& policy,
                                    const Vocabulary& vocabulary) {
  std::vector<Asking> table;
  for (const std::string& ground : Ids(vocabulary, "ground")) {
    std::vector<std::pair<std::string, std::vector<std::string>>> alike;
    for (const std::string& purpose : Ids(vocabulary, "purpose")) {
      const std::string fare = FareOf(policy, vocabulary, ground, purpose);
      bool found = false;
      for (auto& [known, purposes] : alike) {
        if (known != fare) continue;
        purposes.push_back(purpose);
        found = true;
      }
      if (!found) alike.push_back({fare, {purpose}});
    }
    for (const auto& [fare, purposes] : alike) {
      table.push_back(AskingFor(policy, vocabulary, ground, purposes));
    }
  }
  return table;
}

std::string PolicyTable(const SharingPolicy& policy,
                        const Vocabulary& vocabulary) {
  const v1::PolicyBundle& bundle = policy.bundle();
  std::string text =
      absl::StrCat(bundle.title(), "\n", bundle.id(), ", version ",
                   bundle.version(), "\n\nWho may learn what, from whom\n");
  for (const Asking& asking : WhoMayLearnWhat(policy, vocabulary)) {
    text += OneAsking(asking);
  }
  absl::StrAppend(
      &text,
      "\nThis table shows questions with all they may need (With: what none of "
      "them can\ndo without), by every role of every kind of agency, shielded "
      "or "
      "not, to ",
      std::size(kHolders),
      " kinds\nof holder, whatever the level and the person's age, known or "
      "not. `kith policy\ncheck` looks at every combination of facts, those "
      "that are not shown here too.\n");
  AppendRules(bundle.request_rules(), "The rules on asking, in their order",
              text);
  AppendRules(bundle.route_rules(), "On passing a question on", text);
  AppendRules(bundle.answer_rules(), "On answering", text);
  AppendRules(bundle.invariants(), "What holds whatever the rules say", text);
  return text;
}

}  // namespace kith::policy
