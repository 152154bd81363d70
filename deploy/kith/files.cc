// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/private_file.h"

namespace kith::deploy {
namespace {

constexpr mode_t kFolderMode = 0700;
constexpr gid_t kSameGroup = -1;

absl::Status Failed(const std::string& path, absl::string_view what) {
  const int error = errno;
  const std::string message =
      absl::StrCat(path, ": cannot ", what, ": ", std::strerror(error));
  return error == ENOSPC ? absl::ResourceExhaustedError(message)
                         : absl::FailedPreconditionError(message);
}

bool WriteAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return fsync(fd) == 0;
}

// For `owner`, or for whom root writes there.
absl::Status Replace(const std::string& path, absl::string_view bytes,
                     mode_t mode, std::optional<uid_t> owner) {
  const std::string next = absl::StrCat(path, ".new");
  (void)unlink(next.c_str());
  const int fd =
      open(next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0) return Failed(path, "create");
  // The mode that was asked for, whatever the umask.
  const bool written =
      WriteAll(fd, bytes) && fchmod(fd, mode) == 0 &&
      (!owner.has_value()
           ? GiveToOwner(path, fd)
           : *owner == geteuid() || fchown(fd, *owner, kSameGroup) == 0);
  if (close(fd) != 0 || !written) {
    const absl::Status failed = Failed(path, "write");
    (void)unlink(next.c_str());
    return failed;
  }
  if (std::rename(next.c_str(), path.c_str()) != 0) {
    return Failed(path, "replace");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path,
                                     std::size_t most) {
  std::error_code fault;
  if (!std::filesystem::is_regular_file(path, fault)) {
    return absl::NotFoundError(
        absl::StrCat("no file at ", path, "; check the name"));
  }
  const auto size = std::filesystem::file_size(path, fault);
  if (fault || size > most) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": larger than ", most, " bytes"));
  }
  std::ifstream stream(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)),
                    std::istreambuf_iterator<char>());
  if (!stream) return Failed(path, "read");
  return bytes;
}

absl::Status ReplaceFile(const std::string& path, absl::string_view bytes,
                         Readers readers) {
  return Replace(path, bytes, readers == Readers::kOwner ? 0600 : 0644,
                 std::nullopt);
}

absl::Status ReplaceFileOf(uid_t owner, const std::string& path,
                           absl::string_view bytes) {
  return Replace(path, bytes, 0600, owner);
}

absl::Status MakeFolder(const std::string& path) {
  std::error_code fault;
  const std::filesystem::path above =
      std::filesystem::absolute(path, fault).lexically_normal().parent_path();
  if (!std::filesystem::exists(above, fault)) {
    KITH_RETURN_IF_ERROR(MakeFolder(above));
  }
  return MakePrivateFolder(path);
}

absl::Status MakeEmptyFolder(const std::string& path) {
  KITH_RETURN_IF_ERROR(MakeFolder(path));
  std::error_code fault;
  if (!std::filesystem::is_empty(path, fault) || fault) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, ": is not empty and was left alone; name a new folder"));
  }
  if (chmod(path.c_str(), kFolderMode) != 0) return Failed(path, "protect");
  return absl::OkStatus();
}

bool FileExists(const std::string& path) {
  std::error_code fault;
  return std::filesystem::exists(path, fault);
}

std::string In(const std::string& folder, absl::string_view name) {
  return absl::StrCat(folder, "/", name);
}

}  // namespace kith::deploy
