// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PROGRAM_STOP_SIGNALS_H_
#define KITH_KEYS_PROGRAM_STOP_SIGNALS_H_

#include <signal.h>

namespace kith {

// Blocks SIGINT and SIGTERM for every thread started later, so that only
// WaitForStop() receives them, keeps core files from being written: they would
// hold keys, and turns Abseil's search for deadlocks off. Call it first thing
// in main().
sigset_t PrepareDaemon();

// Tells systemd, if it started this program, that it is ready; waits for one of
// them, saying twice in each watchdog period that it is alive; then tells that
// it stops.
void WaitForStop(const sigset_t& stop);

}  // namespace kith

#endif  // KITH_KEYS_PROGRAM_STOP_SIGNALS_H_
