// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;

absl::StatusOr<std::string> ReadToEnd(
    int file, std::size_t expected,
    absl::FunctionRef<void(std::size_t)> progress) {
  std::string bytes;
  bytes.reserve(expected + 1);
  std::string chunk(kChunk, '\0');
  // One that grows is caught by its size; there is no need to follow it.
  while (bytes.size() <= expected) {
    const ssize_t got = read(file, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return absl::UnavailableError("file cannot be read");
    bytes.append(chunk, 0, static_cast<std::size_t>(got));
    progress(bytes.size());
    if (got == 0) break;
  }
  return bytes;
}

bool IsSame(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino &&
         a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

absl::StatusOr<std::string> ReadWholeFile(
    const std::string& path, absl::FunctionRef<void(std::size_t)> progress) {
  // Non-blocking: opening a pipe nobody writes to must not hang an import.
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0 && errno == ENOENT) return absl::NotFoundError("no such file");
  if (file < 0) return absl::UnavailableError("file cannot be opened");
  const absl::Cleanup close_file = [file] { close(file); };
  struct stat before {};
  if (fstat(file, &before) != 0) {
    return absl::UnavailableError("file cannot be read");
  }
  if (!S_ISREG(before.st_mode)) {
    return absl::InvalidArgumentError("not a regular file");
  }
  const auto size = static_cast<std::size_t>(before.st_size);
  if (size > kMaxFileBytes) {
    return absl::InvalidArgumentError("file is larger than 512 MiB");
  }
  KITH_ASSIGN_OR_RETURN(std::string bytes, ReadToEnd(file, size, progress));
  // The name is looked up again: an export may be replaced as well as changed.
  struct stat after {};
  struct stat by_name {};
  const bool looked =
      fstat(file, &after) == 0 && stat(path.c_str(), &by_name) == 0;
  if (!looked || !IsSame(before, after) || !IsSame(before, by_name) ||
      bytes.size() != size) {
    return absl::InvalidArgumentError(
        "file changed while it was read; wait until the export is finished");
  }
  return bytes;
}

}  // namespace kith::agent
