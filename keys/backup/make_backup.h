// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BACKUP_MAKE_BACKUP_H_
#define KITH_KEYS_BACKUP_MAKE_BACKUP_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/backup/manifest.h"
#include "keys/base/random.h"
#include "keys/health/setup.h"
#include "keys/network/network.h"
#include "keys/secret.h"

namespace kith::backup {

struct MadeBackup {
  std::string folder;
  Manifest manifest;
  int removed = 0;  // Older ones whose time was over.
};

// With what the program's keys are kept beside the copy.
inline constexpr char kKeysFile[] = "keys.sealed";

// Copies the program's database, while it may be in use, into a new folder
// below `into`, with its network file, certificate, configuration and a
// manifest. The copy is encrypted under the same key, which is not in it; with
// `passphrase`, the program's keys are, sealed under that.
//
// All of it or nothing: what a run that was killed left behind, the next one
// removes. Then removes backups of the same program in `into` that are older
// than the network file allows (35 days), never the newest.
//
//   NOT_FOUND            no database
//   FAILED_PRECONDITION  a key file or the folder cannot be used; another run
//                        makes one of this program here
//   PERMISSION_DENIED    another account's file is in the way
//   DATA_LOSS            the database, or its log, is damaged
//   RESOURCE_EXHAUSTED   no room
absl::StatusOr<MadeBackup> MakeBackup(const health::Setup& setup,
                                      const std::string& into,
                                      const std::optional<Secret>& passphrase,
                                      absl::Time now, Random& random);

// The key files of a backup, by the fields that name them. PERMISSION_DENIED
// if that is not the passphrase; NOT_FOUND if there are none in it.
struct KeptKey {
  std::string field;
  Secret bytes;
};
absl::StatusOr<std::vector<KeptKey>> OpenKeptKeys(const std::string& folder,
                                                  const Secret& passphrase);

}  // namespace kith::backup

#endif  // KITH_KEYS_BACKUP_MAKE_BACKUP_H_
