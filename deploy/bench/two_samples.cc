// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/two_samples.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace kith::deploy {
namespace {

constexpr int kTerms = 100;
// Below this the tail is 1 to more places than a double has.
constexpr double kSurely = 0.2;

}  // namespace

double KolmogorovTail(double x) {
  if (x < kSurely) return 1;
  double sum = 0;
  for (int k = 1; k <= kTerms; ++k) {
    const double term = std::exp(-2.0 * k * k * x * x);
    sum += k % 2 == 1 ? term : -term;
  }
  return std::clamp(2 * sum, 0.0, 1.0);
}

TwoSamples CompareSamples(std::vector<double> a, std::vector<double> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  const auto n = static_cast<double>(a.size());
  const auto m = static_cast<double>(b.size());
  TwoSamples result;
  std::size_t i = 0;
  std::size_t k = 0;
  while (i < a.size() && k < b.size()) {
    const double value = std::min(a[i], b[k]);
    while (i < a.size() && a[i] == value) ++i;
    while (k < b.size() && b[k] == value) ++k;
    result.distance = std::max(
        result.distance,
        std::abs(static_cast<double>(i) / n - static_cast<double>(k) / m));
  }
  const double root = std::sqrt(n * m / (n + m));
  result.p = KolmogorovTail((root + 0.12 + 0.11 / root) * result.distance);
  return result;
}

std::vector<double> HolmCorrected(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> corrected(p.size());
  double least = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto left = static_cast<double>(p.size() - i);
    least = std::max(least, std::min(1.0, left * p[order[i]]));
    corrected[order[i]] = least;
  }
  return corrected;
}

}  // namespace kith::deploy
