// SPDX-License-Identifier: Apache-2.0
//
// A matching counted by pairs of records, as matchers are compared, and by what
// went wrong with the records. Pure.
#ifndef KITH_DEPLOY_BENCH_PAIR_TALLY_H_
#define KITH_DEPLOY_BENCH_PAIR_TALLY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "deploy/bench/tally.h"

namespace kith::deploy {

// Pairs of an asked row and an indexed one. Of one file a pair counts once, by
// the better of both directions.
struct PairTally {
  std::uint64_t asked = 0;
  std::uint64_t true_pairs = 0;
  std::uint64_t true_sharing = 0;  // Any key.
  std::uint64_t true_opened = 0;
  std::uint64_t true_matched = 0;
  std::uint64_t true_possible = 0;  // And not matched.
  std::uint64_t false_opened = 0;
  std::uint64_t false_opened_same_family = 0;
  std::uint64_t false_matched = 0;
  std::uint64_t false_possible = 0;
  std::uint64_t true_unguarded = 0;
  std::uint64_t false_unguarded = 0;
  bool family_told = false;  // Whether the file tells families at all.
  Files files = Files::kTwo;

  // Of all true pairs, 0 if there is none.
  double SharingRecall() const;
  double OpenedRecall() const;  // S1.
  double MatchRecall() const;
  double FoundRecall() const;  // Match or possible.
  // Of all that were matched, 1 if none was.
  double MatchPrecision() const;
  // The same with possible answers counted as made.
  double FoundPrecision() const;
  // By weight alone.
  double UnguardedPrecision() const;
  double UnguardedRecall() const;
  double UnguardedF1() const;
  // Openings of other people's questions, for each person asked about; of one
  // file a pair is two of them.
  double FalseOpeningsAQuery() const;
};

// True pairs of asked rows of one kind.
struct GroupTally {
  std::uint64_t pairs = 0;
  std::uint64_t opened = 0;
  std::uint64_t matched = 0;
  std::uint64_t possible = 0;
};

// Pairs of a person asked about and the indexed record of their twin.
struct TwinTally {
  std::uint64_t pairs = 0;
  std::uint64_t opened = 0;
  std::uint64_t matched = 0;
  std::uint64_t possible = 0;
};

struct PairCounts {
  PairTally all;
  // Rows with exactly this mistake; "clean"; "two mistakes"; "three mistakes"
  // and more. Empty if the file tells neither mistakes nor traditions.
  std::map<std::string, GroupTally> by_error_type;
  std::map<std::string, GroupTally> by_tradition;
  TwinTally twins;
};

PairCounts CountPairs(const std::vector<Asked>& asked, const TruthLines& index,
                      Files files);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_PAIR_TALLY_H_
