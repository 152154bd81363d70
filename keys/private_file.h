// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PRIVATE_FILE_H_
#define KITH_KEYS_PRIVATE_FILE_H_

#include <string>

#include "absl/status/status.h"

namespace kith {

// An empty file of mode 0600. ALREADY_EXISTS if there is something by that
// name; it is then not opened.
absl::Status CreatePrivateFile(const std::string& path);

// Syncs a file, or a folder's entries. INTERNAL if that fails. Not for a
// database that this process has open: see CreatePrivateFile.
absl::Status SyncFile(const std::string& path);
absl::Status SyncFolderOf(const std::string& path);

}  // namespace kith

#endif  // KITH_KEYS_PRIVATE_FILE_H_
