// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/restored_leaves.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace kith::tlog {
namespace {

constexpr char kTakeOpening[] =
    "keep this file; take the entry's opening from the agency's evidence";

}  // namespace

void RestoredLeaves::FoundAlone(std::uint64_t position) {
  if (!alone_.empty() && alone_.back().second == position) {
    ++alone_.back().second;
  } else {
    alone_.push_back({position, position + 1});
  }
}

void RestoredLeaves::Said(const std::string& detail, std::uint64_t position,
                          Faults& faults) {
  log::v1::RestoreDetail restored;
  if (!restored.ParseFromString(detail) || restored.first() >= restored.end() ||
      restored.end() > position) {
    faults.Add(absl::StrCat("leaf_detail ", position),
               "does not say what was taken from a mirror", kRestoreTheLog);
    return;
  }
  said_.insert({restored.first(), restored.end()});
}

std::uint64_t RestoredLeaves::Compare(Faults& faults) const {
  for (const auto& [from, before] : alone_) {
    for (std::uint64_t at = from; at < before; ++at) {
      const auto holds = [&](const Range& range) {
        return range.first <= at && at < range.second;
      };
      if (std::any_of(said_.begin(), said_.end(), holds)) continue;
      faults.Add(absl::StrCat("leaf ", at), "has no row in leaf_detail",
                 kTakeOpening);
    }
  }
  std::uint64_t restored = 0;
  for (const Range& range : said_) {
    const auto holds_all = [&](const Range& alone) {
      return alone.first <= range.first && range.second <= alone.second;
    };
    if (std::any_of(alone_.begin(), alone_.end(), holds_all)) {
      restored += range.second - range.first;
      continue;
    }
    faults.Add(absl::StrCat("leaf ", range.first),
               absl::StrCat("or one of those up to leaf ", range.second - 1,
                            " has a row in leaf_detail, though an entry says "
                            "that they were taken from a mirror"),
               kRestoreTheLog);
  }
  return restored;
}

}  // namespace kith::tlog
