// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/jaro_winkler.h"

#include <algorithm>
#include <array>
#include <string>

namespace kith::agent {
namespace {

constexpr std::size_t kMost = 64;
constexpr std::size_t kMostPrefix = 4;
constexpr double kPrefixScale = 0.1;

// The letters of `a` that have a partner in `b` no further away than `window`.
std::string Matching(absl::string_view a, absl::string_view b,
                     std::size_t window) {
  std::array<bool, kMost> taken{};
  std::string matching;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t from = i > window ? i - window : 0;
    const std::size_t to = std::min(b.size(), i + window + 1);
    for (std::size_t j = from; j < to; ++j) {
      if (taken[j] || a[i] != b[j]) continue;
      taken[j] = true;
      matching.push_back(a[i]);
      break;
    }
  }
  return matching;
}

}  // namespace

double JaroWinkler(absl::string_view a, absl::string_view b) {
  a = a.substr(0, kMost);
  b = b.substr(0, kMost);
  if (a.empty() || b.empty()) return 0;
  const std::size_t longer = std::max(a.size(), b.size());
  const std::size_t window = longer / 2 > 0 ? longer / 2 - 1 : 0;
  const std::string in_a = Matching(a, b, window);
  const std::string in_b = Matching(b, a, window);
  const std::size_t common = std::min(in_a.size(), in_b.size());
  if (common == 0) return 0;
  std::size_t crossed = 0;
  for (std::size_t i = 0; i < common; ++i) crossed += in_a[i] != in_b[i];
  const auto m = static_cast<double>(common);
  const double jaro =
      (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
       (m - static_cast<double>(crossed) / 2) / m) /
      3;
  std::size_t prefix = 0;
  const std::size_t shorter = std::min({a.size(), b.size(), kMostPrefix});
  while (prefix < shorter && a[prefix] == b[prefix]) ++prefix;
  return jaro + static_cast<double>(prefix) * kPrefixScale * (1 - jaro);
}

std::size_t EditDistance(absl::string_view a, absl::string_view b) {
  a = a.substr(0, kMost);
  b = b.substr(0, kMost);
  std::array<std::array<std::size_t, kMost + 1>, kMost + 1> d{};
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      const bool swapped =
          i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

}  // namespace kith::agent
