// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLOG_RESTORED_LEAVES_H_
#define KITH_KEYS_TLOG_RESTORED_LEAVES_H_

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "keys/tlog/check_log.h"

namespace kith::tlog {

// Leaves of a database that nothing opens, and what RESTORE entries say of
// them: one check of CheckLog. Not thread-safe.
class RestoredLeaves {
 public:
  // A leaf without a detail; in order of position.
  void FoundAlone(std::uint64_t position);
  // The detail of a RESTORE entry at `position`.
  void Said(const std::string& detail, std::uint64_t position, Faults& faults);
  // After the last leaf. How many are explained.
  std::uint64_t Compare(Faults& faults) const;

 private:
  using Range = std::pair<std::uint64_t, std::uint64_t>;  // From, before.

  std::vector<Range> alone_;
  std::set<Range> said_;  // Each agency's entry says the same.
};

}  // namespace kith::tlog

#endif  // KITH_KEYS_TLOG_RESTORED_LEAVES_H_
