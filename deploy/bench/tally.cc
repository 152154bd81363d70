// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/tally.h"

#include <algorithm>
#include <set>
#include <utility>

namespace kith::deploy {
namespace {

using Pair = std::pair<std::int64_t, std::int64_t>;

double Part(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0
                    : static_cast<double>(part) / static_cast<double>(whole);
}

Pair PairOf(std::int64_t asked, std::int64_t indexed, Files files) {
  if (files == Files::kOne && indexed < asked) return {indexed, asked};
  return {asked, indexed};
}

Said WorstWrong(const Asked& asked) {
  Said worst = Said::kNothing;
  for (const Candidate& candidate : asked.candidates) {
    if (candidate.truth != asked.truth) worst = std::max(worst, candidate.said);
  }
  return worst;
}

// True pairs of rows, and those of them that were opened and found.
struct Pairs {
  std::set<Pair> real;
  std::set<Pair> opened;
  std::set<Pair> found;
};

void AddPairs(const Asked& asked, const TruthLines& index, Files files,
              Pairs& pairs) {
  const auto [begin, end] = index.equal_range(asked.truth);
  for (auto it = begin; it != end; ++it) {
    if (files == Files::kOne && it->second == asked.line) continue;
    pairs.real.insert(PairOf(asked.line, it->second, files));
  }
  for (const Candidate& candidate : asked.candidates) {
    if (candidate.truth != asked.truth) continue;
    const Pair pair = PairOf(asked.line, candidate.line, files);
    if (candidate.opened) pairs.opened.insert(pair);
    if (candidate.said != Said::kNothing) pairs.found.insert(pair);
  }
}

bool IsIndexed(const Asked& asked, const TruthLines& index, Files files) {
  const auto [begin, end] = index.equal_range(asked.truth);
  return std::any_of(begin, end, [&](const auto& entry) {
    return files == Files::kTwo || entry.second != asked.line;
  });
}

}  // namespace

double Tally::Recall() const {
  return Part(found_involved + found_possible, with_truth);
}

double Tally::RecallInvolved() const {
  return Part(found_involved, with_truth);
}

double Tally::RecallByPair() const {
  return Part(true_pairs_found, true_pairs);
}

Said BestTrue(const Asked& asked) {
  Said best = Said::kNothing;
  for (const Candidate& candidate : asked.candidates) {
    if (candidate.truth == asked.truth) best = std::max(best, candidate.said);
  }
  return best;
}

Said BestOfAll(const Asked& asked) {
  return std::max(BestTrue(asked), WorstWrong(asked));
}

Tally Count(const std::vector<Asked>& asked, const TruthLines& index,
            Files files) {
  Tally tally;
  Pairs pairs;
  for (const Asked& one : asked) {
    ++tally.asked;
    AddPairs(one, index, files, pairs);
    tally.with_truth += IsIndexed(one, index, files) ? 1 : 0;
    tally.found_involved += BestTrue(one) == Said::kInvolved ? 1 : 0;
    tally.found_possible += BestTrue(one) == Said::kPossible ? 1 : 0;
    tally.wrong_involved += WorstWrong(one) == Said::kInvolved ? 1 : 0;
    tally.wrong_possible += WorstWrong(one) == Said::kPossible ? 1 : 0;
    tally.wrong_openings += static_cast<std::uint64_t>(std::count_if(
        one.candidates.begin(), one.candidates.end(),
        [&](const Candidate& c) { return c.truth != one.truth; }));
  }
  tally.true_pairs = pairs.real.size();
  tally.true_pairs_opened = pairs.opened.size();
  tally.true_pairs_found = pairs.found.size();
  return tally;
}

}  // namespace kith::deploy
