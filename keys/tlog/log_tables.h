// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLOG_LOG_TABLES_H_
#define KITH_KEYS_TLOG_LOG_TABLES_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/base/random.h"
#include "keys/hash.h"
#include "keys/sealed_db.h"
#include "keys/tlog/leaf.h"
#include "kith/log/v1/log.pb.h"

// What a log's database holds, and how an entry gets into it: for the log's
// writer, and for whoever takes a log from a mirror. Everything is done in the
// caller's transaction. Codes as SealedDb.
namespace kith::tlog {

// Something to be logged.
struct Entry {
  log::v1::Event event = log::v1::EVENT_UNSPECIFIED;
  std::string agency;       // Whose entry it is.
  std::string detail;       // A serialised detail message; at most 64 KiB.
  std::string public_part;  // Empty, or ReleasePublicPart().
};

// An entry that is durable once the transaction is.
struct Appended {
  std::uint64_t index = 0;
  std::string leaf;
  std::string salt;
  std::string opening;
  std::string sealed_opening;
};

// The hashes every leaf names: under which membership and rules it happened.
struct LogContext {
  Hash network_file = {};
  Hash policy = {};
};

// An agency's newest entry.
struct AgencyChain {
  std::uint64_t sequence = 0;
  std::string previous = NoPublicPart();  // Its leaf hash.
};

// What a commitment is salted with, kept in front of a sealed opening.
inline constexpr std::size_t kSaltBytes = 32;

// Creates the tables, if they are not there.
absl::Status CreateLogTables(SealedDb& db);

absl::StatusOr<std::map<std::string, AgencyChain>> ReadChains(SealedDb& db);

// Where an entry goes, and under what.
struct EntryPlace {
  std::uint64_t index = 0;
  absl::Time time;
  LogContext context;
};
// Makes leaf and sealed opening of an entry, adds both, and moves `chain` on.
absl::StatusOr<Appended> WriteEntry(SealedDb& db, const Entry& entry,
                                    const EntryPlace& place, AgencyChain& chain,
                                    Random& random);
// Adds a leaf alone: nothing opens it.
absl::Status WriteLeaf(SealedDb& db, std::uint64_t index,
                       absl::string_view leaf);

}  // namespace kith::tlog

#endif  // KITH_KEYS_TLOG_LOG_TABLES_H_
