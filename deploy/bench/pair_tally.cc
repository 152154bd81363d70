// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/pair_tally.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace kith::deploy {
namespace {

using Pair = std::pair<std::int64_t, std::int64_t>;

struct PairState {
  bool is_true = false;
  bool sharing = false;
  bool opened = false;
  bool unguarded = false;
  bool same_family = false;
  Said said = Said::kNothing;
};

using Pairs = absl::flat_hash_map<Pair, PairState>;

double Part(std::uint64_t part, std::uint64_t whole, double of_none = 0) {
  return whole == 0 ? of_none
                    : static_cast<double>(part) / static_cast<double>(whole);
}

Pair PairOf(std::int64_t asked, std::int64_t indexed, Files files) {
  if (files == Files::kOne && indexed < asked) return {indexed, asked};
  return {asked, indexed};
}

void AddTruePairs(const Asked& asked, const TruthLines& index, Files files,
                  Pairs& pairs) {
  const auto [begin, end] = index.equal_range(asked.truth);
  for (auto it = begin; it != end; ++it) {
    if (files == Files::kOne && it->second == asked.line) continue;
    pairs[PairOf(asked.line, it->second, files)].is_true = true;
  }
}

void AddCandidates(const Asked& asked, Files files, Pairs& pairs) {
  for (const Candidate& candidate : asked.candidates) {
    PairState& state = pairs[PairOf(asked.line, candidate.line, files)];
    state.is_true = candidate.truth == asked.truth;
    state.sharing = true;
    state.opened |= candidate.opened;
    state.unguarded |= candidate.matches_unguarded;
    state.same_family |= candidate.same_family;
    state.said = std::max(state.said, candidate.said);
  }
}

void AddTrue(const PairState& state, PairTally& tally) {
  ++tally.true_pairs;
  tally.true_sharing += state.sharing;
  tally.true_opened += state.opened;
  tally.true_unguarded += state.unguarded;
  tally.true_matched += state.said == Said::kInvolved;
  tally.true_possible += state.said == Said::kPossible;
}

void AddFalse(const PairState& state, PairTally& tally) {
  tally.false_opened += state.opened;
  tally.false_opened_same_family += state.opened && state.same_family;
  tally.false_unguarded += state.unguarded;
  tally.false_matched += state.said == Said::kInvolved;
  tally.false_possible += state.said == Said::kPossible;
}

std::string ErrorGroup(const std::string& types) {
  if (types.empty()) return "clean";
  const auto more = std::count(types.begin(), types.end(), '+');
  if (more == 0) return types;
  return more == 1 ? "two mistakes" : "three mistakes";
}

// True pairs of one asked row; the candidates hold those that share a key.
GroupTally TruePairsOf(const Asked& asked, const TruthLines& index,
                       Files files) {
  GroupTally group;
  const auto [begin, end] = index.equal_range(asked.truth);
  group.pairs = static_cast<std::uint64_t>(
      std::count_if(begin, end, [&](const auto& entry) {
        return files == Files::kTwo || entry.second != asked.line;
      }));
  for (const Candidate& candidate : asked.candidates) {
    if (candidate.truth != asked.truth) continue;
    group.opened += candidate.opened;
    group.matched += candidate.said == Said::kInvolved;
    group.possible += candidate.said == Said::kPossible;
  }
  return group;
}

void Add(const GroupTally& part, GroupTally& whole) {
  whole.pairs += part.pairs;
  whole.opened += part.opened;
  whole.matched += part.matched;
  whole.possible += part.possible;
}

void AddTwins(const Asked& asked, const TruthLines& index, TwinTally& twins) {
  const std::string& twin = asked.tags.twin_of;
  if (twin.empty()) return;
  twins.pairs += index.count(twin);
  for (const Candidate& candidate : asked.candidates) {
    if (candidate.truth != twin) continue;
    twins.opened += candidate.opened;
    twins.matched += candidate.said == Said::kInvolved;
    twins.possible += candidate.said == Said::kPossible;
  }
}

bool TellsGroups(const std::vector<Asked>& asked) {
  return std::any_of(asked.begin(), asked.end(), [](const Asked& one) {
    return !one.tags.error_types.empty() || !one.tags.tradition.empty();
  });
}

void AddGroups(const std::vector<Asked>& asked, const TruthLines& index,
               Files files, PairCounts& counts) {
  if (!TellsGroups(asked)) return;
  for (const Asked& one : asked) {
    const GroupTally group = TruePairsOf(one, index, files);
    if (group.pairs == 0) continue;
    Add(group, counts.by_error_type[ErrorGroup(one.tags.error_types)]);
    if (one.tags.tradition.empty()) continue;
    Add(group, counts.by_tradition[one.tags.tradition]);
  }
}

}  // namespace

double PairTally::SharingRecall() const {
  return Part(true_sharing, true_pairs);
}

double PairTally::OpenedRecall() const { return Part(true_opened, true_pairs); }

double PairTally::MatchRecall() const { return Part(true_matched, true_pairs); }

double PairTally::FoundRecall() const {
  return Part(true_matched + true_possible, true_pairs);
}

double PairTally::MatchPrecision() const {
  return Part(true_matched, true_matched + false_matched, 1);
}

double PairTally::FoundPrecision() const {
  const std::uint64_t right = true_matched + true_possible;
  return Part(right, right + false_matched + false_possible, 1);
}

double PairTally::UnguardedPrecision() const {
  return Part(true_unguarded, true_unguarded + false_unguarded, 1);
}

double PairTally::UnguardedRecall() const {
  return Part(true_unguarded, true_pairs);
}

double PairTally::UnguardedF1() const {
  return Part(2 * true_unguarded,
              true_unguarded + false_unguarded + true_pairs);
}

double PairTally::FalseOpeningsAQuery() const {
  return Part(files == Files::kOne ? 2 * false_opened : false_opened, asked);
}

PairCounts CountPairs(const std::vector<Asked>& asked, const TruthLines& index,
                      Files files) {
  Pairs pairs;
  PairCounts counts;
  PairTally& all = counts.all;
  all.files = files;
  all.asked = asked.size();
  for (const Asked& one : asked) {
    AddTruePairs(one, index, files, pairs);
    AddCandidates(one, files, pairs);
    AddTwins(one, index, counts.twins);
    all.family_told |= !one.tags.family.empty();
  }
  for (const auto& [pair, state] : pairs) {
    state.is_true ? AddTrue(state, all) : AddFalse(state, all);
  }
  AddGroups(asked, index, files, counts);
  return counts;
}

}  // namespace kith::deploy
