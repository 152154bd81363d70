// SPDX-License-Identifier: Apache-2.0
//
// A matching in memory from end to end, and how it is printed, for people and
// for programs.
#ifndef KITH_DEPLOY_BENCH_MATCHING_REPORT_H_
#define KITH_DEPLOY_BENCH_MATCHING_REPORT_H_

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "deploy/bench/linkage_people.h"
#include "deploy/bench/memory_matching.h"
#include "deploy/bench/pair_tally.h"
#include "deploy/bench/tally.h"
#include "keys/base/clock.h"

namespace kith::deploy {

// A matching in memory, done.
struct MemoryReport {
  agent::Profile profile = agent::Profile::kStandard;
  std::vector<Asked> asked;
  Tally tally;
  PairCounts pairs;
  TokenCounts indexed_tokens;
  TokenCounts asked_tokens;
  std::uint64_t indexed = 0;
  std::uint64_t refused_indexed = 0;  // Rows an import refuses; not found.
  std::uint64_t refused_asked = 0;
  absl::Duration reading;
  absl::Duration indexing;
  absl::Duration asking;
};

// Told how many people have been asked about.
using MatchingProgress = std::function<void(std::uint64_t)>;

// Asks a closed index and counts. What the report says of indexing and reading
// is the caller's. Codes as MemoryIndex.
absl::StatusOr<MemoryReport> AskAll(MemoryIndex& index,
                                    const std::vector<LinkagePerson>& asked,
                                    const Clock& clock,
                                    const MatchingProgress& progress);

// Indexes and asks; reading is the caller's. Codes as MemoryIndex.
absl::StatusOr<MemoryReport> MatchInMemory(
    const std::vector<LinkagePerson>& indexed,
    const std::vector<LinkagePerson>& asked, const MatchingOptions& options,
    const Clock& clock, const MatchingProgress& progress);

nlohmann::ordered_json MemoryReportAsJson(const MemoryReport& report);
std::string MemoryReportInWords(const MemoryReport& report);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_MATCHING_REPORT_H_
