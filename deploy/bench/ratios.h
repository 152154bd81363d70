// SPDX-License-Identifier: Apache-2.0
//
// What rounds of measuring come to. Pure.
#ifndef KITH_DEPLOY_BENCH_RATIOS_H_
#define KITH_DEPLOY_BENCH_RATIOS_H_

#include <cstddef>
#include <vector>

namespace kith::deploy {

// The middle, the least and the most of some figures; zeros for none.
struct Spread {
  double median = 0;
  double least = 0;
  double most = 0;
};

Spread SpreadOf(std::vector<double> figures);

// Of the ratios round by round. A ratio of two medians would compare one minute
// of the machine with another.
Spread RatiosOf(const std::vector<double>& figures,
                const std::vector<double>& to);

// What is known of one round apart from what it measures.
struct RoundConditions {
  double yardstick = 0;  // Of the bare echo: calls a second.
  double sync = 0;       // One sync of a small write, seconds.
  bool failed_calls = false;
};

// Which rounds count: those without a failed call, whose yardstick is within a
// quarter of the median yardstick, and whose sync took neither twice nor half
// of the median sync.
std::vector<bool> RoundsThatCount(const std::vector<RoundConditions>& rounds);

// `figures` of the rounds that count.
std::vector<double> Counting(const std::vector<double>& figures,
                             const std::vector<bool>& count);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_RATIOS_H_
