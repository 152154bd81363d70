// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/policy_words.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace kith::deploy {
namespace {

std::string NotHeld(const policy::InvariantResult& invariant) {
  std::string text = absl::StrCat("  ", invariant.id,
                                  "  DOES NOT HOLD: ", invariant.words, "\n");
  for (const std::string& line : invariant.counterexample) {
    absl::StrAppend(&text, "        ", line, "\n");
  }
  return text;
}

std::string NotAsMeant(const policy::ExampleResult& example) {
  return absl::StrCat("  example DECIDED OTHERWISE: ", example.words,
                      "\n        ", example.instead, "\n");
}

}  // namespace

std::string FaultsInWords(const policy::Proof& proof) {
  std::string text;
  for (const std::string& fault : proof.faults) {
    absl::StrAppend(&text, "  ", fault, "\n");
  }
  for (const auto& invariant : proof.invariants) {
    if (!invariant.holds) text += NotHeld(invariant);
  }
  for (const auto& example : proof.examples) {
    if (!example.as_meant) text += NotAsMeant(example);
  }
  return text;
}

std::string ProofInWords(const policy::Proof& proof, absl::Duration took) {
  std::string text = "Combinations of facts, each of them decided\n";
  for (const auto& space : proof.spaces) {
    absl::StrAppendFormat(&text, "  %-8s %.0f, in %d classes\n", space.decision,
                          space.combinations, space.classes);
  }
  absl::StrAppend(&text, "\nWhat holds whatever the rules say\n");
  for (const auto& invariant : proof.invariants) {
    absl::StrAppend(&text, invariant.holds
                               ? absl::StrCat("  ", invariant.id, "  proved: ",
                                              invariant.words, " (",
                                              invariant.cases, " cases)\n")
                               : NotHeld(invariant));
  }
  if (!proof.faults.empty()) absl::StrAppend(&text, "\nFaults\n");
  for (const std::string& fault : proof.faults) {
    absl::StrAppend(&text, "  ", fault, "\n");
  }
  absl::StrAppend(&text, "\n", ExamplesInWords(proof));
  const auto proved = std::count_if(
      proof.invariants.begin(), proof.invariants.end(),
      [](const policy::InvariantResult& one) { return one.holds; });
  absl::StrAppendFormat(
      &text, "%d of %d invariants proved, %d faults, %.2f s. %s\n", proved,
      proof.invariants.size(), proof.faults.size(), absl::ToDoubleSeconds(took),
      proof.Holds() ? "Holds." : "DOES NOT HOLD.");
  return text;
}

std::string ExamplesInWords(const policy::Proof& proof) {
  std::string text;
  std::size_t as_meant = 0;
  for (const auto& example : proof.examples) {
    if (example.as_meant) {
      ++as_meant;
    } else {
      text += NotAsMeant(example);
    }
  }
  return absl::StrCat(text, as_meant, " of ", proof.examples.size(),
                      " examples decided as the bundle says\n");
}

nlohmann::ordered_json ProofAsJson(const policy::Proof& proof,
                                   absl::Duration took) {
  nlohmann::ordered_json json = {
      {"holds", proof.Holds()},
      {"seconds", absl::ToDoubleSeconds(took)},
      {"decisions", nlohmann::ordered_json::array()},
      {"invariants", nlohmann::ordered_json::array()},
      {"faults", proof.faults},
      {"examples", nlohmann::ordered_json::array()}};
  for (const auto& space : proof.spaces) {
    json["decisions"].push_back({{"decision", space.decision},
                                 {"combinations", space.combinations},
                                 {"classes", space.classes}});
  }
  for (const auto& one : proof.invariants) {
    json["invariants"].push_back({{"id", one.id},
                                  {"words", one.words},
                                  {"cases", one.cases},
                                  {"holds", one.holds},
                                  {"counterexample", one.counterexample}});
  }
  for (const auto& one : proof.examples) {
    json["examples"].push_back({{"words", one.words},
                                {"as_meant", one.as_meant},
                                {"instead", one.instead}});
  }
  return json;
}

std::string ExplainedInWords(const desk::v1::ExplainDecisionReply& reply,
                             absl::TimeZone zone) {
  std::string text = absl::StrCat(
      absl::FormatTime("%e %b %Y %H:%M:%S",
                       absl::FromUnixMillis(reply.time_ms()), zone),
      ", ", reply.what(), ", under ", reply.policy_id(), " version ",
      reply.policy_version(), "\n");
  for (const std::string& fact : reply.facts()) {
    absl::StrAppend(&text, "  ", fact, "\n");
  }
  absl::StrAppend(&text, "Decided by ", reply.rule(), ". ",
                  reply.same() ? "Decided again: the same. "
                               : absl::StrCat("DECIDED AGAIN IT IS ANOTHER: ",
                                              reply.rule_now(), ". "),
                  reply.outcome_now(), ": ", reply.words(), "\n");
  return text;
}

nlohmann::ordered_json TableAsJson(const std::vector<policy::Asking>& table) {
  auto json = nlohmann::ordered_json::array();
  for (const policy::Asking& asking : table) {
    auto answers = nlohmann::ordered_json::array();
    for (const auto& from : asking.answers) {
      answers.push_back({{"from", from.holder},
                         {"learns", from.learns},
                         {"rules", from.rules}});
    }
    json.push_back({{"ground", asking.ground},
                    {"purposes", asking.purposes},
                    {"askers", asking.askers},
                    {"needs", asking.needs},
                    {"rules", asking.rules},
                    {"refused", asking.refused},
                    {"answers", answers}});
  }
  return json;
}

}  // namespace kith::deploy
