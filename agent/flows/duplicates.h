// SPDX-License-Identifier: Apache-2.0
//
// Records of one agency that are one person, or may be: for its IT to review.
#ifndef KITH_AGENT_FLOWS_DUPLICATES_H_
#define KITH_AGENT_FLOWS_DUPLICATES_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "agent/flows/import_plan.h"
#include "agent/register/register.h"

namespace kith::agent {

// What a search may cost. A key that more records share than `most_sharing_key`
// is followed to that many; in all `most_compared` pairs are compared.
struct DuplicateLimits {
  std::size_t most_sharing_key = 100;
  std::size_t most_compared = 500'000;
  std::size_t most_listed = 10'000;
};

struct Duplicates {
  std::uint32_t certain = 0;  // Pairs that compare as a match.
  std::uint32_t possible = 0;
  bool more = false;  // A limit was reached: there may be more than counted.
  // Matches first, then by line: line and person id of both, the other's source
  // (its line only if it is in the same file), verdict, what would settle it,
  // and per field how the two agree, in words. No name, date or number. Empty
  // if there is no pair.
  std::string csv;
};

// Pairs of records that share a strong match key or two weak ones and compare
// as match or possible; at least one of the two is in the plan, the other there
// or a current record of another source. Codes as Register.
absl::StatusOr<Duplicates> FindDuplicates(const ImportPlan& plan,
                                          const std::string& source,
                                          Register& people,
                                          const DuplicateLimits& limits = {});

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_DUPLICATES_H_
