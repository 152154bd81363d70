// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/own_log.h"

#include <algorithm>

#include "keys/base/status_macros.h"
#include "keys/tlog/leaf.h"

namespace kith::agent {
namespace {

constexpr std::uint64_t kEntriesAtOnce = 1000;

absl::StatusOr<absl::Time> TimeOf(const std::string& leaf) {
  KITH_ASSIGN_OR_RETURN(const tlog::Leaf parsed, tlog::ParseLeaf(leaf));
  return parsed.time;
}

// The first entry at `since` or later: time in a log never runs backwards.
absl::StatusOr<std::uint64_t> FirstSince(SealedDb& db, std::uint64_t size,
                                         absl::Time since) {
  std::uint64_t first = 0;
  while (first < size) {
    const std::uint64_t middle = first + (size - first) / 2;
    KITH_ASSIGN_OR_RETURN(const std::string leaf,
                          tlog::AuditLog::ReadLeaves(db, middle, 1));
    KITH_ASSIGN_OR_RETURN(const absl::Time time, TimeOf(leaf));
    if (time < since) {
      first = middle + 1;
    } else {
      size = middle;
    }
  }
  return first;
}

}  // namespace

absl::StatusOr<std::uint64_t> ReadOwnLog(
    const Parts& parts, SealedDb& db, absl::Time since,
    const std::function<absl::Status(const OwnEntry&)>& visit) {
  const std::uint64_t size = parts.log.size();
  KITH_ASSIGN_OR_RETURN(std::uint64_t next, FirstSince(db, size, since));
  std::uint64_t erased = size - next;
  for (; next < size; next += kEntriesAtOnce) {
    KITH_ASSIGN_OR_RETURN(
        const auto openings,
        tlog::AuditLog::ReadOpenings(db, parts.agency, next,
                                     std::min(kEntriesAtOnce, size - next)));
    erased -= openings.size();
    for (const log::v1::LeafOpening& one : openings) {
      OwnEntry entry{.index = one.index(), .time = {}, .opening = {}};
      KITH_ASSIGN_OR_RETURN(entry.time, TimeOf(one.leaf()));
      if (!entry.opening.ParseFromString(one.opening())) {
        return UnreadableEntry();
      }
      KITH_RETURN_IF_ERROR(visit(entry));
    }
  }
  return erased;
}

absl::StatusOr<absl::Time> TimeOfEntry(const Parts& parts, SealedDb& db,
                                       std::uint64_t index) {
  if (index >= parts.log.size()) {
    return absl::NotFoundError("the agency's log has no such entry");
  }
  KITH_ASSIGN_OR_RETURN(const std::string leaf,
                        tlog::AuditLog::ReadLeaves(db, index, 1));
  return TimeOf(leaf);
}

absl::Status UnreadableEntry() {
  return absl::DataLossError("an entry of the agency's log cannot be read");
}

}  // namespace kith::agent
