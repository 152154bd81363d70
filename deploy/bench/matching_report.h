// SPDX-License-Identifier: Apache-2.0
//
// How a tally is printed, for people and for programs.
#ifndef KITH_DEPLOY_BENCH_MATCHING_REPORT_H_
#define KITH_DEPLOY_BENCH_MATCHING_REPORT_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "deploy/bench/linkage_people.h"
#include "deploy/bench/memory_matching.h"
#include "deploy/bench/tally.h"
#include "keys/base/clock.h"

namespace kith::deploy {

// A matching in memory, done.
struct MemoryReport {
  std::vector<Asked> asked;
  Tally tally;
  TokenCounts indexed_tokens;
  TokenCounts asked_tokens;
  std::uint64_t indexed = 0;
  std::uint64_t refused_indexed = 0;  // Rows an import refuses; not found.
  std::uint64_t refused_asked = 0;
  absl::Duration reading;
  absl::Duration indexing;
  absl::Duration asking;
};

// Indexes and asks; reading is the caller's. Codes as MemoryIndex.
absl::StatusOr<MemoryReport> MatchInMemory(
    const std::vector<LinkagePerson>& indexed,
    const std::vector<LinkagePerson>& asked,
    const std::vector<std::string>& schemes, Files files, const Clock& clock);

nlohmann::ordered_json MemoryReportAsJson(const MemoryReport& report);
std::string MemoryReportInWords(const MemoryReport& report);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_MATCHING_REPORT_H_
