// SPDX-License-Identifier: Apache-2.0
#include "keys/secret.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/credential.h"
#include "keys/private_file.h"

namespace kith {
namespace {

// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

absl::Status OpenError(const std::string& path, int error) {
  if (error == ENOENT) {
    return absl::NotFoundError(absl::StrCat(path, ": no such file"));
  }
  if (error == ELOOP) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": is a link; name the file itself"));
  }
  if (error == EACCES) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": this user may not read it; run as its owner"));
  }
  return absl::InternalError(
      absl::StrCat(path, ": cannot open: ", std::strerror(error)));
}

absl::Status CheckOwner(const std::string& path, const struct stat& file) {
  // A program that root starts leaves files that its own account cannot read.
  if (file.st_uid != geteuid() && geteuid() == 0) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": belongs to another user; run as its owner"));
  }
  if (file.st_uid != geteuid()) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, ": belongs to another user; run chown ", geteuid(), " ", path));
  }
  if ((file.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, ": others than its owner may read it; run chmod 600 ", path));
  }
  return absl::OkStatus();
}

absl::Status CheckKeyFile(const std::string& path, int fd, std::size_t size) {
  struct stat file;
  if (fstat(fd, &file) != 0) return OpenError(path, errno);
  if (!S_ISREG(file.st_mode)) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": is not a plain file"));
  }
  if (!IsGivenCredential(path, file)) {
    KITH_RETURN_IF_ERROR(CheckOwner(path, file));
  }
  if (file.st_size != static_cast<off_t>(size)) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": holds ", file.st_size, " bytes and not ", size,
                     "; restore it from its backup"));
  }
  return absl::OkStatus();
}

// False, with errno, if not all of it could be written and synced.
bool WriteAndSync(int fd, const unsigned char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t written = write(fd, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
  return fsync(fd) == 0;
}

// A new file survives a power cut only when its directory is on disk too.
bool SyncFolder(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  const std::string folder =
      slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd.get() >= 0 && fsync(fd.get()) == 0;
}

}  // namespace

void Secret::Wipe::operator()(unsigned char* bytes) const {
  sodium_free(bytes);  // Wipes first.
}

Secret::Secret(std::size_t size) : size_(size) {
  if (sodium_init() < 0) std::abort();
  bytes_.reset(static_cast<unsigned char*>(sodium_malloc(size)));
  // Going on with the bytes somewhere else would break the promise.
  if (bytes_ == nullptr) std::abort();
}

Secret Secret::FromBytes(absl::string_view bytes) {
  Secret secret(bytes.size());
  if (!bytes.empty()) {
    std::memcpy(secret.bytes_.get(), bytes.data(), bytes.size());
  }
  return secret;
}

Secret Secret::Generate(std::size_t size, Random& random) {
  Secret secret(size);
  random.Fill(secret.bytes_.get(), size);
  return secret;
}

absl::StatusOr<Secret> Secret::FromFile(const std::string& path,
                                        std::size_t size) {
  KITH_RETURN_IF_ERROR(CheckGiven(path));
  // Non-blocking, so that a pipe put in its place does not stop the start.
  const Descriptor fd(
      open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (fd.get() < 0) return OpenError(path, errno);
  KITH_RETURN_IF_ERROR(CheckKeyFile(path, fd.get(), size));
  Secret secret(size);
  std::size_t have = 0;
  while (have < size) {
    const ssize_t got = read(fd.get(), secret.bytes_.get() + have, size - have);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0)
      return absl::InternalError(absl::StrCat(path, ": cannot read"));
    have += static_cast<std::size_t>(got);
  }
  return secret;
}

absl::Status Secret::ToNewFile(const std::string& path) const {
  const Descriptor fd(open(path.c_str(),
                           O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                           0600));
  if (fd.get() < 0) {
    if (errno == EEXIST) {
      return absl::AlreadyExistsError(
          absl::StrCat(path, ": there is a file already; it was left alone"));
    }
    return absl::InternalError(
        absl::StrCat(path, ": cannot create: ", std::strerror(errno)));
  }
  if (!WriteAndSync(fd.get(), bytes_.get(), size_) ||
      !GiveToOwnerOfFolder(path, fd.get()) || !SyncFolder(path)) {
    const int error = errno;
    unlink(path.c_str());
    const std::string message =
        absl::StrCat(path, ": cannot write: ", std::strerror(error));
    return error == ENOSPC ? absl::ResourceExhaustedError(message)
                           : absl::InternalError(message);
  }
  return absl::OkStatus();
}

absl::string_view Secret::Expose() const {
  return {reinterpret_cast<const char*>(bytes_.get()), size_};
}

const unsigned char* Secret::ExposeData() const { return bytes_.get(); }

void WipeString(std::string& text) {
  if (!text.empty()) sodium_memzero(text.data(), text.size());
  text.clear();
}

bool EqualInConstantTime(absl::string_view a, absl::string_view b) {
  if (a.size() != b.size()) return false;
  return a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace kith
