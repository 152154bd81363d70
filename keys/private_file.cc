// SPDX-License-Identifier: Apache-2.0
#include "keys/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/credential.h"

namespace kith {
namespace {

absl::Status SyncPath(const std::string& path, int flags) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
  const bool synced = fd >= 0 && fsync(fd) == 0;
  if (fd >= 0) close(fd);
  return synced ? absl::OkStatus()
                : absl::InternalError(absl::StrCat(path, ": cannot sync"));
}

absl::Status Failed(const std::string& path, absl::string_view what) {
  const int error = errno;
  const std::string message =
      absl::StrCat(path, ": cannot ", what, ": ", std::strerror(error));
  if (error == ENOENT) {
    return absl::NotFoundError(absl::StrCat(path, ": no such file"));
  }
  if (error == ELOOP || error == EACCES) {
    return absl::FailedPreconditionError(message);
  }
  return error == ENOSPC ? absl::ResourceExhaustedError(message)
                         : absl::InternalError(message);
}

absl::Status CheckOwner(const std::string& path, const struct stat& file) {
  if (file.st_uid != geteuid() && geteuid() != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, ": belongs to another user; run chown ", geteuid(), " ", path));
  }
  if ((file.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, ": others than its owner may read it; run chmod 600 ", path));
  }
  return absl::OkStatus();
}

absl::Status CheckPrivate(const std::string& path, int fd, std::size_t most) {
  struct stat file;
  if (fstat(fd, &file) != 0) return Failed(path, "look at it");
  if (!S_ISREG(file.st_mode)) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": is not a plain file"));
  }
  if (!IsGivenCredential(path, file)) {
    KITH_RETURN_IF_ERROR(CheckOwner(path, file));
  }
  if (file.st_size > static_cast<off_t>(most)) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": larger than ", most, " bytes"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadAll(const std::string& path, int fd,
                                    std::size_t most) {
  std::string bytes;
  char piece[4096];
  while (true) {
    const ssize_t got = read(fd, piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed(path, "read");
    if (got == 0) return bytes;
    bytes.append(piece, static_cast<std::size_t>(got));
    // It grew since its size was looked at.
    if (bytes.size() > most) {
      return absl::FailedPreconditionError(
          absl::StrCat(path, ": larger than ", most, " bytes"));
    }
  }
}

bool WriteAndSync(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return fsync(fd) == 0;
}

std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

}  // namespace

bool GiveToOwnerOfFolder(const std::string& path, int fd) {
  struct stat folder;
  if (geteuid() != 0) return true;
  return stat(FolderOf(path).c_str(), &folder) == 0 &&
         fchown(fd, folder.st_uid, folder.st_gid) == 0;
}

bool GiveToOwner(const std::string& path, int fd) {
  struct stat before;
  if (geteuid() != 0) return true;
  if (lstat(path.c_str(), &before) != 0 || before.st_uid == 0) {
    return GiveToOwnerOfFolder(path, fd);
  }
  return fchown(fd, before.st_uid, before.st_gid) == 0;
}

absl::Status MakePrivateFolder(const std::string& path) {
  if (mkdir(path.c_str(), 0700) != 0) {
    struct stat there;
    if (errno == EEXIST && stat(path.c_str(), &there) == 0 &&
        S_ISDIR(there.st_mode)) {
      return absl::OkStatus();
    }
    return Failed(path, "make the folder");
  }
  const int fd =
      open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return Failed(path, "open");
  const absl::Status given = GiveToOwnerOfFolder(path, fd)
                                 ? absl::OkStatus()
                                 : Failed(path, "give to its owner");
  close(fd);
  return given;
}

absl::StatusOr<std::string> ReadPrivateFile(const std::string& path,
                                            std::size_t most) {
  KITH_RETURN_IF_ERROR(CheckGiven(path));
  // Non-blocking, so that a pipe put in its place does not stop the start.
  const int fd =
      open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return Failed(path, "open");
  const absl::Status fit = CheckPrivate(path, fd, most);
  absl::StatusOr<std::string> bytes =
      fit.ok() ? ReadAll(path, fd, most) : absl::StatusOr<std::string>(fit);
  close(fd);
  return bytes;
}

absl::Status ReplacePrivateFile(const std::string& path,
                                absl::string_view bytes) {
  const std::string next = absl::StrCat(path, ".new");
  (void)unlink(next.c_str());
  const int fd = open(
      next.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return Failed(path, "create");
  const bool written = WriteAndSync(fd, bytes) && GiveToOwner(path, fd);
  if (close(fd) != 0 || !written ||
      std::rename(next.c_str(), path.c_str()) != 0) {
    const absl::Status failed = Failed(path, "write");
    (void)unlink(next.c_str());
    return failed;
  }
  return SyncFolderOf(path);
}

absl::Status LetEverybodyRead(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return Failed(path, "open");
  const absl::Status let = fchmod(fd, 0644) == 0
                               ? absl::OkStatus()
                               : Failed(path, "let everybody read");
  close(fd);
  return let;
}

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
  const bool given = GiveToOwnerOfFolder(path, fd);
  close(fd);
  return given ? absl::OkStatus() : Failed(path, "give to its folder's owner");
}

absl::Status DestroyPrivateFile(const std::string& path) {
  const int fd = open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return Failed(path, "open it");
  struct stat file;
  bool wiped = fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
  if (wiped) {
    const std::string zeros(static_cast<std::size_t>(file.st_size), '\0');
    wiped = write(fd, zeros.data(), zeros.size()) ==
                static_cast<ssize_t>(zeros.size()) &&
            fsync(fd) == 0;
  }
  close(fd);
  if (!wiped || unlink(path.c_str()) != 0) return Failed(path, "destroy it");
  return SyncFolderOf(path);
}

absl::Status SyncFile(const std::string& path) { return SyncPath(path, 0); }

absl::Status SyncFolderOf(const std::string& path) {
  return SyncPath(FolderOf(path), O_DIRECTORY);
}

}  // namespace kith
