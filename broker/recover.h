// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_RECOVER_H_
#define KITH_BROKER_RECOVER_H_

#include <ostream>
#include <string>

namespace kith::broker {

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
