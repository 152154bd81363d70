// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FSCK_H_
#define KITH_BROKER_FSCK_H_

#include <ostream>
#include <string>

namespace kith::broker {

// Checks the database of a broker that does not run, by the keys that its
// configuration names, and says on `out` what is wrong with it. With
// `checkpoint`, a file, also that the log begins with the tree it names.
// Changes nothing.
//
// 0: sound. 1: damaged. 2: could not be checked, and `err` says why: no such
// file, a broker that runs, another key.
int Fsck(const std::string& config_path, const std::string& checkpoint,
         std::ostream& out, std::ostream& err);

}  // namespace kith::broker

#endif  // KITH_BROKER_FSCK_H_
