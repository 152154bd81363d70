// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_APPEND_BENCH_H_
#define KITH_DEPLOY_BENCH_APPEND_BENCH_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "deploy/bench/ratios.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"

namespace kith::deploy {

// What durable appends to a log cost, against what this disk can do: 64 callers
// who each wait for their entry, and bare batches of 64 records of a sealed
// entry's size written into a file made long before, each batch synced. In
// turns, on one file system, in one run.
struct AppendReport {
  std::size_t rounds = 0;
  Spread log_a_second;   // Entries that were acknowledged.
  Spread bare_a_second;  // Records that were synced.
  Spread ratio;          // Of the two, round by round.
  std::uint64_t entries = 0;
  std::uint64_t commits = 0;  // Syncs of the log's database.
  std::uint64_t records = 0;
  std::uint64_t syncs = 0;  // Of the bare file.
};

struct AppendOptions {
  std::string dir;
  std::size_t rounds = 9;
  absl::Duration counted;  // Of each arm in each round, at least.
};

// Codes as AuditLog; UNAVAILABLE if the bare file cannot be written.
absl::StatusOr<AppendReport> MeasureAppends(const AppendOptions& options,
                                            const Clock& clock, Random& random);

std::string AppendReportInWords(const AppendReport& report);
nlohmann::ordered_json AppendReportAsJson(const AppendReport& report);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_APPEND_BENCH_H_
