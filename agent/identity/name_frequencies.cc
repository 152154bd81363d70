// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/name_frequencies.h"

#include <algorithm>
#include <cmath>

namespace kith::agent {
namespace {

// Among fewer, a count says more of chance than of the name.
constexpr std::size_t kFewest = 100;
constexpr std::size_t kKnown = 2;
// Measured: the bits that an exact name's weight already stands for, and how
// much of the rest holds up.
constexpr double kUsualBits = 7.2;
constexpr double kDamping = 0.6;
constexpr double kLeast = -2.5;
constexpr double kMost = 3;

std::size_t CountOf(const absl::flat_hash_map<std::string, std::size_t>& counts,
                    absl::string_view name) {
  const auto found = counts.find(name);
  return found == counts.end() ? 0 : found->second;
}

}  // namespace

void NameFrequencies::Add(const Identity& identity) {
  ++people_;
  if (!identity.forenames.empty()) ++forenames_[identity.forenames.front()];
  if (!identity.surname.empty()) ++surnames_[identity.surname.front()];
}

double NameFrequencies::Bits(const Counts& counts, std::size_t people,
                             absl::string_view name) {
  if (people < kFewest) return 0;
  const double share =
      static_cast<double>(std::max<std::size_t>(CountOf(counts, name), 1)) /
      static_cast<double>(people);
  return std::clamp(kDamping * (-std::log2(share) - kUsualBits), kLeast, kMost);
}

double NameFrequencies::ForenameBits(absl::string_view forename) const {
  return Bits(forenames_, people_, forename);
}

double NameFrequencies::SurnameBits(absl::string_view surname) const {
  return Bits(surnames_, people_, surname);
}

bool NameFrequencies::IsKnownForename(absl::string_view forename) const {
  return CountOf(forenames_, forename) >= kKnown;
}

}  // namespace kith::agent
