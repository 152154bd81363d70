// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BACKUP_RESTORE_BACKUP_H_
#define KITH_KEYS_BACKUP_RESTORE_BACKUP_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/backup/manifest.h"
#include "keys/base/random.h"
#include "keys/health/setup.h"
#include "keys/sealed_db.h"
#include "keys/secret.h"

namespace kith::backup {

// What others hold of the log: they must find in it what they have seen.
struct SeenByOthers {
  std::string origin;                    // Of the log's checkpoints.
  std::vector<std::string> checkpoints;  // Signed notes.
  // Brings a copy of a broker's database up to a mirror, and says how many
  // entries it then has of what was seen. Null: there is no mirror.
  std::function<absl::StatusOr<std::uint64_t>(SealedDb& copy)> bring_up;
};

struct RestoreOptions {
  std::string folder;  // Of one backup.
  SeenByOthers seen;
  // Writes into the copy what its program has to know of it. Null: nothing.
  std::function<absl::Status(const Manifest& manifest, SealedDb& copy)> mark;
  // Key files that are missing are put back, by the passphrase they are sealed
  // under. Null: they are not.
  const Secret* passphrase = nullptr;
};

struct RestoredBackup {
  Manifest manifest;
  // Where the database that was there is now; empty if there was none.
  std::string replaced;
};

// Puts a backup's copy in the place of the database of a program that does not
// run, and has the log say so: an ALARM in the chain of its agency, at a key
// holder of every one. A broker's RESTORE comes with its mirror.
//
// INVARIANT (no fork): nothing is put in place that is shorter than what is
// there, or than a checkpoint that somebody has seen.
//
// INVARIANT (old or new): a kill at any moment leaves the database that was
// there, or the new one, whole; what was there lies at `replaced` before its
// name is taken. The same command again does what is left.
//
//   FAILED_PRECONDITION  the program runs; what is there has all that the copy
//                        has; somebody has seen more than the copy has; a key
//                        that is missing is a credential, which is not written
//   ABORTED              the copy contradicts what is there, or was seen
//   INVALID_ARGUMENT     a backup of another program, agency or network
//   DATA_LOSS            the copy is not what the manifest says, or the key is
//                        another database's
//   PERMISSION_DENIED    another passphrase; a file that this account may not
//                        open
absl::StatusOr<RestoredBackup> RestoreBackup(const health::Setup& setup,
                                             const RestoreOptions& options,
                                             absl::Time now, Random& random);

}  // namespace kith::backup

#endif  // KITH_KEYS_BACKUP_RESTORE_BACKUP_H_
