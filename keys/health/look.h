// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_LOOK_H_
#define KITH_KEYS_HEALTH_LOOK_H_

#include <memory>

#include "absl/time/time.h"
#include "keys/health/finding.h"
#include "keys/health/machine_checks.h"
#include "keys/health/setup.h"
#include "keys/network/network.h"

// Every check of one program, in the order in which causes come before what
// they lead to.
namespace kith::health {

// What a program can say of its own files, its machine and its network, at any
// time: nothing is opened for long, nobody is called.
Findings LookFromInside(const Setup& setup, const Network& network,
                        absl::Time now, const Machine& machine = {});

// The same from outside, whether or not the program runs: its database too, and
// the way to whom it dials. Takes seconds.
struct OutsideLook {
  absl::Duration patience = absl::Seconds(5);
  Machine machine;
};
Findings LookFromOutside(const Setup& setup, const OutsideLook& look,
                         absl::Time now);

// How often the program's database is copied (`kith backup`).
Finding Backups(const Setup& setup, absl::Time now);

// Where `kith backup` notes that it copied the database at `path`.
std::string BackupNotePath(const std::string& path);

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_LOOK_H_
