// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_STORE_CHECK_STORE_H_
#define KITH_BROKER_STORE_CHECK_STORE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "keys/sealed_db.h"
#include "keys/tlog/check_log.h"

namespace kith::broker {

// What was looked at.
struct CheckedStore {
  tlog::CheckedLog log;
  std::uint64_t rows = 0;
  std::uint64_t grounds = 0;
  std::uint64_t withdrawn = 0;
  std::uint64_t enquiries = 0;
};

// Whether a broker's database is sound: its pages, its log, and that the tables
// beside the log say what the log says. Every enquiry that was answered was
// accepted before, every withdrawal that was logged is still one, every ground
// was recorded. What rests on entries that were erased since is not judged.
//
// For a database that nobody writes to. Changes nothing. Faults go to `faults`;
// DATA_LOSS, which is a fault too, if it cannot be read to the end.
// FAILED_PRECONDITION if this is no broker's database, or one of an earlier
// version; INVALID_ARGUMENT for a checkpoint that is not this log's.
absl::StatusOr<CheckedStore> CheckStore(SealedDb& db,
                                        const tlog::LogToCheck& log,
                                        tlog::Faults& faults);

}  // namespace kith::broker

#endif  // KITH_BROKER_STORE_CHECK_STORE_H_
