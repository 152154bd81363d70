// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_OWN_LOG_H_
#define KITH_AGENT_FLOWS_OWN_LOG_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/flows/parts.h"
#include "keys/sealed_db.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {

// An entry of the agency's own log that can be opened.
struct OwnEntry {
  std::uint64_t index = 0;
  absl::Time time;
  log::v1::Opening opening;
};

// Gives every entry made at `since` or later to `visit`, oldest first, and
// returns how many of them have been erased. DATA_LOSS if one cannot be read;
// otherwise what `visit` returned, or codes as Register.
absl::StatusOr<std::uint64_t> ReadOwnLog(
    const Parts& parts, SealedDb& db, absl::Time since,
    const std::function<absl::Status(const OwnEntry&)>& visit);

// When the entry at that position was made. NOT_FOUND if there is none.
absl::StatusOr<absl::Time> TimeOfEntry(const Parts& parts, SealedDb& db,
                                       std::uint64_t index);

// An entry of the log that has another form than its event says.
absl::Status UnreadableEntry();

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_OWN_LOG_H_
