// SPDX-License-Identifier: Apache-2.0
//
// What a matching came to, counted against the truth. Pure.
#ifndef KITH_DEPLOY_BENCH_TALLY_H_
#define KITH_DEPLOY_BENCH_TALLY_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "deploy/bench/truth.h"

namespace kith::deploy {

// What a holder says of one of its records.
enum class Said { kNothing, kPossible, kInvolved };

// A record whose keys opened the question about the person asked about, or a
// true one that only shares a key.
struct Candidate {
  std::int64_t line = 0;
  std::string truth;
  Said said = Said::kNothing;
  bool opened = true;
  bool matches_unguarded = false;  // By weight alone, see CompareOptions.
  bool same_family = false;        // As far as the file tells.
};

// One person asked about, and every record their keys led to.
struct Asked {
  std::int64_t line = 0;
  std::string truth;
  std::vector<Candidate> candidates;
  LinkageTags tags{};
};

// The index: whose record stands in which lines, refused rows included.
using TruthLines = std::multimap<std::string, std::int64_t>;

// Whether the people asked about are in the file that was indexed. Then no row
// is compared with itself, and a pair of rows counts once however often asked.
enum class Files { kTwo, kOne };

// "By person" counts people asked about; "by pair" counts pairs of an asked row
// and an indexed one. A person is found if one true record of theirs is.
struct Tally {
  std::uint64_t asked = 0;
  std::uint64_t with_truth = 0;      // Asked, and in the index.
  std::uint64_t found_involved = 0;  // Of these, by the best true record.
  std::uint64_t found_possible = 0;
  std::uint64_t true_pairs = 0;
  std::uint64_t true_pairs_opened = 0;
  std::uint64_t true_pairs_found = 0;  // Of these, involved or possible.
  // Asked people who were given an answer about somebody else, by the worst,
  // and how many other people's records their keys opened.
  std::uint64_t wrong_involved = 0;
  std::uint64_t wrong_possible = 0;
  std::uint64_t wrong_openings = 0;

  // Found among those who could be; 0 if nobody could be.
  double Recall() const;
  double RecallInvolved() const;
  double RecallByPair() const;
};

Tally Count(const std::vector<Asked>& asked, const TruthLines& index,
            Files files);

// The best that was said of a true record of the person, and of anybody.
Said BestTrue(const Asked& asked);
Said BestOfAll(const Asked& asked);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_TALLY_H_
