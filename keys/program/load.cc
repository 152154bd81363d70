// SPDX-License-Identifier: Apache-2.0
#include "keys/program/load.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/secret.h"

namespace kith {

absl::StatusOr<Signer> LoadSigner(const std::string& path,
                                  const std::string& expected_public_key,
                                  absl::string_view what) {
  KITH_ASSIGN_OR_RETURN(const Secret seed, Secret::FromFile(path, 32));
  KITH_ASSIGN_OR_RETURN(Signer signer, Signer::FromSeed(seed));
  if (signer.public_key() != expected_public_key) {
    return absl::FailedPreconditionError(
        absl::StrCat(what,
                     ": not the key that the network file names; is this "
                     "another network's folder?"));
  }
  return signer;
}

absl::StatusOr<FileLock> FileLock::Take(const std::string& path) {
  const int fd = open(absl::StrCat(path, ".lock").c_str(),
                      O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (fd >= 0) close(fd);
    return absl::FailedPreconditionError(
        absl::StrCat("another process uses ", path, "; stop it first"));
  }
  return FileLock(fd);
}

FileLock::~FileLock() {
  if (fd_ >= 0) close(fd_);
}

FileLock::FileLock(FileLock&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)) {}

}  // namespace kith
