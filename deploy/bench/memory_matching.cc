// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/memory_matching.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "agent/identity/compare.h"
#include "agent/identity/normalise.h"
#include "keys/base/random.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

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

// The kinds of the keys that both lists hold.
std::vector<std::string> CommonKinds(absl::Span<const agent::MatchKey> asked,
                                     absl::Span<const agent::MatchKey> held) {
  std::vector<std::string> kinds;
  for (const agent::MatchKey& key : asked) {
    if (std::find(held.begin(), held.end(), key) != held.end()) {
      kinds.push_back(key.kind);
    }
  }
  return kinds;
}

}  // namespace

MemoryIndex::MemoryIndex(MatchingOptions options)
    : options_(std::move(options)), key_(SystemRandom().Bytes(32)) {}

std::uint64_t MemoryIndex::StandIn(const agent::MatchKey& key) const {
  std::uint64_t token = 0;
  const std::string mac = HmacSha256(key_, key.input);
  std::memcpy(&token, mac.data(), sizeof(token));
  return token;
}

void TokenCounts::Add(std::size_t of_one_person) {
  ++people;
  tokens += of_one_person;
  most = std::max<std::uint64_t>(most, of_one_person);
  without += of_one_person == 0 ? 1 : 0;
  if (with_so_many.size() <= of_one_person) {
    with_so_many.resize(of_one_person + 1);
  }
  ++with_so_many[of_one_person];
}

double TokenCounts::Mean() const {
  return people == 0
             ? 0
             : static_cast<double>(tokens) / static_cast<double>(people);
}

std::uint64_t TokenCounts::Of99In100() const {
  std::uint64_t seen = 0;
  for (std::size_t count = 0; count < with_so_many.size(); ++count) {
    seen += with_so_many[count];
    if (seen * 100 >= people * 99) return count;
  }
  return most;
}

absl::Status MemoryIndex::Add(const LinkagePerson& person) {
  truth_lines_.emplace(person.truth, person.line);
  if (person.refused) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(agent::Identity identity, Normalised(person));
  const auto keys =
      agent::PublishedKeys(identity, options_.schemes, options_.profile);
  indexed_tokens_.Add(keys.size());
  const auto at = static_cast<std::uint32_t>(held_.size());
  for (const agent::MatchKey& key : keys) {
    entries_.push_back({StandIn(key), at});
  }
  frequencies_.Add(identity);
  held_.push_back(
      {person.line, person.truth, person.tags.family, std::move(identity)});
  return absl::OkStatus();
}

void MemoryIndex::Close() {
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.token < b.token; });
}

std::vector<std::uint32_t> MemoryIndex::Sharing(
    absl::Span<const agent::MatchKey> keys) const {
  std::vector<std::uint32_t> sharing;
  for (const agent::MatchKey& key : keys) {
    const std::uint64_t token = StandIn(key);
    auto entry = std::lower_bound(
        entries_.begin(), entries_.end(), token,
        [](const Entry& e, std::uint64_t wanted) { return e.token < wanted; });
    for (; entry != entries_.end() && entry->token == token; ++entry) {
      sharing.push_back(entry->held);
    }
  }
  std::sort(sharing.begin(), sharing.end());
  sharing.erase(std::unique(sharing.begin(), sharing.end()), sharing.end());
  return sharing;
}

// Adds the record to the candidates if it opens the question; a true one that
// only shares a key as well, to be counted.
void MemoryIndex::Judge(const Held& held,
                        absl::Span<const agent::MatchKey> keys,
                        const agent::Identity& carried, Asked& asked) const {
  const auto published =
      agent::PublishedKeys(held.identity, options_.schemes, options_.profile);
  Candidate candidate{.line = held.line, .truth = held.truth};
  candidate.opened = agent::Opens(keys, published);
  candidate.same_family =
      !held.family.empty() && held.family == asked.tags.family;
  if (!candidate.opened && held.truth != asked.truth) return;
  if (candidate.opened) {
    agent::CompareOptions options;
    options.address = agent::AddressOf(CommonKinds(keys, published));
    options.frequencies = &frequencies_;
    candidate.said =
        SaidOf(agent::Compare(carried, held.identity, options).verdict);
    options.guards = false;
    candidate.matches_unguarded =
        agent::Compare(carried, held.identity, options).verdict ==
        agent::Verdict::kMatch;
  }
  asked.candidates.push_back(std::move(candidate));
}

absl::StatusOr<Asked> MemoryIndex::Ask(const LinkagePerson& person) {
  Asked asked{person.line, person.truth, {}, person.tags};
  if (person.refused) return asked;
  KITH_ASSIGN_OR_RETURN(const agent::Identity identity, Normalised(person));
  const auto keys = agent::AskedKeys(identity, options_.schemes);
  asked_tokens_.Add(keys.size());
  KITH_ASSIGN_OR_RETURN(
      const agent::Identity carried,
      agent::ParseFromCapsule(agent::SerializeForCapsule(identity)));
  for (const std::uint32_t at : Sharing(keys)) {
    const Held& held = held_[at];
    const bool itself =
        options_.files == Files::kOne && held.line == person.line;
    if (!itself) Judge(held, keys, carried, asked);
  }
  return asked;
}

std::vector<std::string> SchemesOf(const config::v1::ColumnMap& map) {
  std::set<std::string> schemes;
  for (const auto& entry : map.identifier()) schemes.insert(entry.scheme());
  return {schemes.begin(), schemes.end()};
}

}  // namespace kith::deploy
