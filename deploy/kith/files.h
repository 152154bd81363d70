// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_FILES_H_
#define KITH_DEPLOY_KITH_FILES_H_

#include <sys/types.h>

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kith::deploy {

// Who may read a file that is written.
enum class Readers { kOwner, kEverybody };

// The file's bytes. NOT_FOUND if there is none, INVALID_ARGUMENT if it is
// larger than `most`.
absl::StatusOr<std::string> ReadFile(const std::string& path, std::size_t most);

// Writes the file whole and synced, in the place of one that is there: a reader
// sees the old one or the new one.
absl::Status ReplaceFile(const std::string& path, absl::string_view bytes,
                         Readers readers);

// The same, its `owner`'s alone. Only root may name another account than its
// own.
absl::Status ReplaceFileOf(uid_t owner, const std::string& path,
                           absl::string_view bytes);

// Makes the folder, mode 0700, and those above it. FAILED_PRECONDITION if it
// holds anything.
absl::Status MakeEmptyFolder(const std::string& path);
// The same, whatever it holds.
absl::Status MakeFolder(const std::string& path);

bool FileExists(const std::string& path);

// `folder`/`name`.
std::string In(const std::string& folder, absl::string_view name);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_FILES_H_
