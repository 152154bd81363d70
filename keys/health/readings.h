// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_READINGS_H_
#define KITH_KEYS_HEALTH_READINGS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/health/database_checks.h"
#include "keys/health/finding.h"
#include "keys/health/setup.h"
#include "keys/sealed_db.h"

namespace kith::health {

// One number for Prometheus. No label names an agency, a practitioner or a
// person: from counts over time nobody learns who asked about whom.
struct Reading {
  std::string name;  // "kith_log_entries"
  std::string help;
  double value = 0;
  bool only_grows = false;  // A counter, else a gauge.
  std::vector<std::pair<std::string, std::string>> labels;
};
using Readings = std::vector<Reading>;

// kith_check{check="..."}: 1 if every finding of that check is good, else 0.
Readings ReadingsOf(const Findings& findings);

// How many entries, and how old the newest is.
Readings ReadingsOf(const LogFacts& log, absl::Time now);

// Seconds until the program's certificate ends; none without one.
Readings CertificateReadings(const Setup& setup, absl::Time now);

// A number of the database's: never one agency's or one person's.
struct Sum {
  std::string name, help;
  std::string sql;  // Gives one row of one number.
};

// Counts entries of a log by their event, from those that were there when it
// was made on, in pieces, so that reading is never long.
//
// Not thread-safe. Reads through a connection of its own.
class EntryCounts {
 public:
  explicit EntryCounts(std::unique_ptr<SealedDb> db) : db_(std::move(db)) {}

  // kith_log_events_total{event="accepted"}, of up to 4,096 entries more than
  // at the last call, the log's own readings, and what `sums` come to. Codes as
  // SealedDb.
  absl::StatusOr<Readings> Read(absl::Time now, const std::vector<Sum>& sums);

 private:
  absl::Status CountUpTo(std::uint64_t size);

  const std::unique_ptr<SealedDb> db_;
  bool begun_ = false;
  std::uint64_t next_ = 0;
  std::map<std::string, std::uint64_t> counts_;
};

// What every program says: its checks, its certificate, its log, and `sums`.
// What cannot be read is left out.
Readings ProgramReadings(const Findings& findings, const Setup& setup,
                         EntryCounts& counts, absl::Time now,
                         const std::vector<Sum>& sums);

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_READINGS_H_
