// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/nicknames.h"

#include <algorithm>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"
#include "agent/identity/nickname_groups.h"

namespace kith::agent {
namespace {

using Canonical = absl::flat_hash_map<absl::string_view, absl::string_view>;
// By canonical forename: the groups it is in, in ascending order.
using Memberships = absl::flat_hash_map<absl::string_view, std::vector<int>>;

const Canonical& SameNames() {
  static const Canonical* const map = [] {
    auto* built = new Canonical;
    for (const absl::string_view group : SameNameGroups()) {
      absl::string_view canonical;
      for (const absl::string_view name : absl::StrSplit(group, ' ')) {
        if (canonical.empty()) canonical = name;
        built->emplace(name, canonical);
      }
    }
    return built;
  }();
  return *map;
}

const Memberships& NearNames() {
  static const Memberships* const map = [] {
    auto* built = new Memberships;
    int number = 0;
    for (const absl::string_view group : NearNameGroups()) {
      for (const absl::string_view name : absl::StrSplit(group, ' ')) {
        std::vector<int>& groups = (*built)[CanonicalForename(name)];
        if (groups.empty() || groups.back() != number) groups.push_back(number);
      }
      ++number;
    }
    return built;
  }();
  return *map;
}

}  // namespace

absl::string_view CanonicalForename(absl::string_view forename) {
  const auto found = SameNames().find(forename);
  return found == SameNames().end() ? forename : found->second;
}

bool AreNearForenames(absl::string_view a, absl::string_view b) {
  const absl::string_view one = CanonicalForename(a);
  const absl::string_view other = CanonicalForename(b);
  if (one == other) return false;
  const auto of_one = NearNames().find(one);
  const auto of_other = NearNames().find(other);
  if (of_one == NearNames().end() || of_other == NearNames().end()) {
    return false;
  }
  return std::any_of(of_one->second.begin(), of_one->second.end(), [&](int g) {
    return std::binary_search(of_other->second.begin(), of_other->second.end(),
                              g);
  });
}

}  // namespace kith::agent
