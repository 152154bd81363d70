// SPDX-License-Identifier: Apache-2.0
#include "keys/private_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace kith {
namespace {

absl::Status SyncPath(const std::string& path, int flags) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  if (fd >= 0) close(fd);
  return synced ? absl::OkStatus()
                : absl::InternalError(absl::StrCat(path, ": cannot sync"));
}

}  // namespace

// SQLite opens its files itself and must be the only one to: closing any other
// descriptor of a database drops the locks of this process's connections. So
// an existing file is never opened here.
absl::Status CreatePrivateFile(const std::string& path) {
  const int fd = open(path.c_str(),
                      O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0 && errno == EEXIST) {
    return absl::AlreadyExistsError(absl::StrCat(path, ": exists already"));
  }
  if (fd < 0) {
    return absl::InternalError(
        absl::StrCat(path, ": cannot create: ", std::strerror(errno)));
  }
  close(fd);
  return absl::OkStatus();
}

absl::Status SyncFile(const std::string& path) { return SyncPath(path, 0); }

absl::Status SyncFolderOf(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return SyncPath(slash == std::string::npos ? "." : path.substr(0, slash + 1),
                  O_DIRECTORY);
}

}  // namespace kith
