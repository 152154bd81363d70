// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/ratios.h"

#include <algorithm>
#include <cmath>

namespace kith::deploy {
namespace {

constexpr double kYardstickMayMove = 0.25;
constexpr double kSyncMayMove = 2;

}  // namespace

Spread SpreadOf(std::vector<double> figures) {
  if (figures.empty()) return {};
  std::sort(figures.begin(), figures.end());
  const std::size_t middle = figures.size() / 2;
  const double median = figures.size() % 2 == 1
                            ? figures[middle]
                            : (figures[middle - 1] + figures[middle]) / 2;
  return {median, figures.front(), figures.back()};
}

Spread RatiosOf(const std::vector<double>& figures,
                const std::vector<double>& to) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < figures.size() && i < to.size(); ++i) {
    if (to[i] > 0) ratios.push_back(figures[i] / to[i]);
  }
  return SpreadOf(std::move(ratios));
}

std::vector<bool> RoundsThatCount(const std::vector<RoundConditions>& rounds) {
  std::vector<double> yardsticks;
  std::vector<double> syncs;
  for (const RoundConditions& round : rounds) {
    yardsticks.push_back(round.yardstick);
    syncs.push_back(round.sync);
  }
  const double yardstick = SpreadOf(yardsticks).median;
  const double sync = SpreadOf(syncs).median;
  std::vector<bool> count;
  for (const RoundConditions& round : rounds) {
    const bool steady =
        std::abs(round.yardstick - yardstick) <= kYardstickMayMove * yardstick;
    const bool disk_steady =
        round.sync <= sync * kSyncMayMove && round.sync * kSyncMayMove >= sync;
    count.push_back(steady && disk_steady && !round.failed_calls);
  }
  return count;
}

std::vector<double> Counting(const std::vector<double>& figures,
                             const std::vector<bool>& count) {
  std::vector<double> counting;
  for (std::size_t i = 0; i < figures.size() && i < count.size(); ++i) {
    if (count[i]) counting.push_back(figures[i]);
  }
  return counting;
}

}  // namespace kith::deploy
