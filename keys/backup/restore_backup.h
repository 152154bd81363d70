// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BACKUP_RESTORE_BACKUP_H_
#define KITH_KEYS_BACKUP_RESTORE_BACKUP_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/backup/manifest.h"
#include "keys/base/random.h"
#include "keys/health/setup.h"

namespace kith::backup {

// What others hold of the log: they must find in it what they have seen.
struct SeenByOthers {
  std::string origin;                    // Of the log's checkpoints.
  std::vector<std::string> checkpoints;  // Signed notes.
  // A mirror brings a broker's log up to what was seen, afterwards.
  bool a_mirror_follows = false;
};

struct RestoredBackup {
  Manifest manifest;
  // Where the database that was there is now; empty if there was none.
  std::string replaced;
};

// Puts the copy in `folder` in the place of the database of a program that does
// not run, and has the log say so: an ALARM in the chain of its agency, at a
// key holder of every one. A broker's RESTORE comes with its mirror.
//
// INVARIANT (no fork): nothing is put in place that is shorter than what is
// there, or than a checkpoint that somebody has seen.
//
//   FAILED_PRECONDITION  the program runs; what is there has all that the copy
//                        has; somebody has seen more than the copy has
//   ABORTED              the copy contradicts what is there, or was seen
//   INVALID_ARGUMENT     a backup of another program, agency or network
//   DATA_LOSS            the copy is not what the manifest says, or the key is
//                        another database's
absl::StatusOr<RestoredBackup> RestoreBackup(const health::Setup& setup,
                                             const std::string& folder,
                                             const SeenByOthers& seen,
                                             absl::Time now, Random& random);

}  // namespace kith::backup

#endif  // KITH_KEYS_BACKUP_RESTORE_BACKUP_H_
