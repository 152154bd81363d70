// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/memory_matching.h"

#include <algorithm>
#include <set>
#include <utility>

#include "agent/identity/compare.h"
#include "agent/identity/match_keys.h"
#include "agent/identity/normalise.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

Said SaidOf(agent::Verdict verdict) {
  switch (verdict) {
    case agent::Verdict::kMatch:
      return Said::kInvolved;
    case agent::Verdict::kPossible:
      return Said::kPossible;
    case agent::Verdict::kNo:
      return Said::kNothing;
  }
  return Said::kNothing;
}

absl::StatusOr<agent::Identity> Normalised(const LinkagePerson& person) {
  return agent::Normalise(person.details, {.test_network = true});
}

}  // namespace

void TokenCounts::Add(std::size_t of_one_person) {
  ++people;
  tokens += of_one_person;
  most = std::max<std::uint64_t>(most, of_one_person);
  without += of_one_person == 0 ? 1 : 0;
}

double TokenCounts::Mean() const {
  return people == 0
             ? 0
             : static_cast<double>(tokens) / static_cast<double>(people);
}

absl::Status MemoryIndex::Add(const LinkagePerson& person) {
  truth_lines_.emplace(person.truth, person.line);
  if (person.refused) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(agent::Identity identity, Normalised(person));
  const auto keys =
      agent::PublishedKeys(identity, schemes_, agent::Profile::kStrict);
  indexed_tokens_.Add(keys.size());
  for (const agent::MatchKey& key : keys) {
    by_key_[key.input].push_back(held_.size());
  }
  held_.push_back({person.line, person.truth, std::move(identity)});
  return absl::OkStatus();
}

absl::StatusOr<Asked> MemoryIndex::Ask(const LinkagePerson& person,
                                       Files files) {
  Asked asked{person.line, person.truth, {}};
  if (person.refused) return asked;
  KITH_ASSIGN_OR_RETURN(const agent::Identity identity, Normalised(person));
  const auto keys =
      agent::PublishedKeys(identity, schemes_, agent::Profile::kStrict);
  asked_tokens_.Add(keys.size());
  std::set<std::size_t> sharing;
  for (const agent::MatchKey& key : keys) {
    const auto found = by_key_.find(key.input);
    if (found == by_key_.end()) continue;
    sharing.insert(found->second.begin(), found->second.end());
  }
  KITH_ASSIGN_OR_RETURN(
      const agent::Identity carried,
      agent::ParseFromCapsule(agent::SerializeForCapsule(identity)));
  for (const std::size_t i : sharing) {
    const Held& held = held_[i];
    if (files == Files::kOne && held.line == person.line) continue;
    const Said said = SaidOf(agent::Compare(carried, held.identity).verdict);
    asked.candidates.push_back({held.line, held.truth, said});
  }
  return asked;
}

std::vector<std::string> SchemesOf(const config::v1::ColumnMap& map) {
  std::set<std::string> schemes;
  for (const auto& entry : map.identifier()) schemes.insert(entry.scheme());
  return {schemes.begin(), schemes.end()};
}

}  // namespace kith::deploy
