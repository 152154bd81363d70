// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_DATABASE_CHECKS_H_
#define KITH_KEYS_HEALTH_DATABASE_CHECKS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/health/finding.h"
#include "keys/health/setup.h"
#include "keys/sealed_db.h"
#include "keys/secret.h"

namespace kith::health {

// The key of the program's database. Codes as ReadPrivateFile.
absl::StatusOr<Secret> DatabaseKey(const Setup& setup);

// How a log stands.
struct LogFacts {
  std::uint64_t size = 0;
  std::optional<absl::Time> newest;  // When its newest entry was made.
};

// Reads it from the program's database. Codes as SealedDb.
absl::StatusOr<LogFacts> ReadLogFacts(SealedDb& db);

// How old the newest entry is: a broker writes one an hour, whatever happens.
Finding LogAge(Program program, const LogFacts& log, absl::Time now);

// A database larger than `most_checked` bytes is opened and not read through.
struct DatabaseLook {
  std::uint64_t most_checked = std::uint64_t{512} << 20;
  // Whether the program that owns the database runs, and so has it open.
  bool runs = false;
};

// The program's database, read only: there, its owner's, this key's, whole,
// and how its log stands.
Findings Database(const Setup& setup, const DatabaseLook& look, absl::Time now);

// Why it does not open, by what SealedDb said.
Finding DatabaseUnopened(const Setup& setup, const absl::Status& why);

// Whether the program holds its database now.
bool IsRunning(const Setup& setup);

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_DATABASE_CHECKS_H_
