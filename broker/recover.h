// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_RECOVER_H_
#define KITH_BROKER_RECOVER_H_

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "keys/network/network.h"
#include "keys/sealed_db.h"
#include "keys/tlog/restore_log.h"

namespace kith::broker {

// A mirror of the broker's log. FAILED_PRECONDITION if it was kept under a
// newer network file; INVALID_ARGUMENT if of another partnership; else as
// tlog::OpenTileFolder.
absl::StatusOr<tlog::TileFolder> OpenMirror(const std::string& folder,
                                            const Network& own);

using RecoverProgress =
    std::function<void(std::uint64_t done, std::uint64_t wanted)>;

// As Recover(), in a broker's database that nobody else uses. Codes as
// tlog::RestoreLog.
absl::StatusOr<tlog::RestoredLog> RecoverDatabase(
    SealedDb& db, const Network& network, const tlog::TileFolder& mirror,
    const RecoverProgress& progress);

// What was done and what is next, for a terminal.
std::string RecoveredWords(const tlog::RestoredLog& restored);

// Brings the log of a broker that does not run up to what a mirror of it holds,
// and empties the index: for a database that was lost, or an older copy of it
// (docs/operate/broker.md). All of it or nothing; `out` says what was done,
// `err` how far it is, if `shows_progress`.
//
// 0: recovered. 1: database and mirror contradict each other. 2: nothing was
// done, and `err` says why: nothing to recover, no mirror of this log, a broker
// that runs.
int Recover(const std::string& config_path, const std::string& mirror,
            bool shows_progress, std::ostream& out, std::ostream& err);

}  // namespace kith::broker

#endif  // KITH_BROKER_RECOVER_H_
