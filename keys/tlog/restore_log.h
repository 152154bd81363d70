// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLOG_RESTORE_LOG_H_
#define KITH_KEYS_TLOG_RESTORE_LOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/base/random.h"
#include "keys/sealed_db.h"
#include "keys/tlog/log_tables.h"
#include "keys/tlog/tile_folder.h"

namespace kith::tlog {

struct LogToRestore {
  TileFolder mirror;
  std::vector<std::string> agencies;  // In whose chains it is said.
  LogContext context;                 // Of the entries that say it.
  absl::Time now;
};

struct RestoredLog {
  std::uint64_t first = 0;  // What was missing: from here,
  std::uint64_t end = 0;    // before here.
  std::uint64_t size = 0;   // Of the log, with the entries that say so.
};

// Adds to a log's database, which no AuditLog has open, what a mirror holds
// beyond it: leaves alone, which nothing opens any more, and one RESTORE entry
// in the chain of each agency. `also` changes what stands beside the log. All
// of it is one transaction: nothing or everything.
//
//   FAILED_PRECONDITION  the database has as many entries or more
//   ABORTED              its entries are not the first ones of the mirror: the
//                        two contradict each other
//   DATA_LOSS            its own entries cannot be read
//   otherwise as ReadTileFolder and SealedDb
absl::StatusOr<RestoredLog> RestoreLog(
    SealedDb& db, const LogToRestore& from, Random& random,
    const std::function<absl::Status(SealedDb&)>& also,
    const std::function<void(std::uint64_t done, std::uint64_t wanted)>&
        progress);

}  // namespace kith::tlog

#endif  // KITH_KEYS_TLOG_RESTORE_LOG_H_
