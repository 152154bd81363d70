// SPDX-License-Identifier: Apache-2.0
#include "keys/program/load.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/private_file.h"
#include "keys/program/account_name.h"
#include "keys/secret.h"

namespace kith {
namespace {

absl::Status MayNotOpen(const std::string& path, int error) {
  struct stat file;
  if (error != EACCES && error != EPERM) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": cannot open: ", std::strerror(error)));
  }
  if (lstat(path.c_str(), &file) != 0) {
    return absl::PermissionDeniedError(
        absl::StrCat(path,
                     ": this account may not use its folder; run as the "
                     "account that owns the folder"));
  }
  return absl::PermissionDeniedError(absl::StrCat(
      path, ": belongs to ", AccountName(file.st_uid),
      ", and this account may not open it; run as its owner, or run chown ",
      geteuid(), " ", path));
}

constexpr std::size_t kMostAddressBytes = 1024;

absl::Status CheckIsNamed(const std::string& public_key,
                          const std::string& expected, absl::string_view what) {
  return public_key == expected
             ? absl::OkStatus()
             : absl::FailedPreconditionError(absl::StrCat(
                   what,
                   ": not the key that the network file names; is this "
                   "another network's folder?"));
}

// Another than its owner may have put a link there.
absl::StatusOr<int> OpenLock(const std::string& path) {
  const absl::Status made = CreatePrivateFile(path);
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (fd >= 0) return fd;
  const int error = errno;
  return error == ENOENT && !made.ok() ? made : MayNotOpen(path, error);
}

}  // namespace

absl::StatusOr<Signer> LoadSigner(const std::string& path,
                                  const std::string& expected_public_key,
                                  absl::string_view what) {
  KITH_ASSIGN_OR_RETURN(const Secret seed, Secret::FromFile(path, 32));
  KITH_ASSIGN_OR_RETURN(Signer signer, Signer::FromSeed(seed));
  KITH_RETURN_IF_ERROR(
      CheckIsNamed(signer.public_key(), expected_public_key, what));
  return signer;
}

absl::StatusOr<LogSigner> ReadLogSigner(const std::string& path) {
  KITH_ASSIGN_OR_RETURN(std::string text,
                        ReadPrivateFile(path, kMostAddressBytes));
  const Secret address = Secret::FromBytes(text);
  WipeString(text);
  if (!pkcs11::NamesHardwareKey(address.Expose())) {
    KITH_ASSIGN_OR_RETURN(const Secret seed, Secret::FromFile(path, 32));
    return Signer::FromSeed(seed);
  }
  absl::StatusOr<LogSigner> signer = LogSigner::InHardware(address.Expose());
  if (signer.ok()) return signer;
  return absl::Status(signer.status().code(),
                      absl::StrCat(path, ": ", signer.status().message()));
}

absl::StatusOr<LogSigner> LoadLogSigner(const std::string& path,
                                        const std::string& expected_public_key,
                                        absl::string_view what) {
  KITH_ASSIGN_OR_RETURN(LogSigner signer, ReadLogSigner(path));
  KITH_RETURN_IF_ERROR(
      CheckIsNamed(signer.public_key(), expected_public_key, what));
  return signer;
}

absl::StatusOr<FileLock> FileLock::Take(const std::string& path) {
  KITH_ASSIGN_OR_RETURN(const int fd, OpenLock(absl::StrCat(path, ".lock")));
  FileLock lock(fd);
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) {
    return absl::InternalError(
        absl::StrCat(path, ".lock: cannot be locked: ", std::strerror(errno)));
  }
  return absl::FailedPreconditionError(
      absl::StrCat("another process uses ", path, "; stop it first"));
}

FileLock::~FileLock() {
  if (fd_ >= 0) close(fd_);
}

FileLock::FileLock(FileLock&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)) {}

}  // namespace kith
