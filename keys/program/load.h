// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PROGRAM_LOAD_H_
#define KITH_KEYS_PROGRAM_LOAD_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/log_signer.h"
#include "keys/signer.h"

namespace kith {

// The Ed25519 seed at `path` as a signer. FAILED_PRECONDITION, naming `what`,
// unless it is the key that the network file names: a key of another network
// would sign what nobody accepts. Else as Secret::FromFile.
absl::StatusOr<Signer> LoadSigner(const std::string& path,
                                  const std::string& expected_public_key,
                                  absl::string_view what);

// What signs a log: the Ed25519 seed at `path`, or the key in a hardware token
// whose address the file holds (keys/pkcs11/hardware_key.h). Codes as
// ReadPrivateFile and LogSigner::InHardware, naming the file.
absl::StatusOr<LogSigner> ReadLogSigner(const std::string& path);
// And it is the one that the network file names, as LoadSigner.
absl::StatusOr<LogSigner> LoadLogSigner(const std::string& path,
                                        const std::string& expected_public_key,
                                        absl::string_view what);

// Keeps two processes from using one database, which would fork its log.
class FileLock {
 public:
  // Locks `path`.lock, which is made if there is none. FAILED_PRECONDITION if
  // another process has it; PERMISSION_DENIED, saying whose it is, if this
  // account may not open it; else as CreatePrivateFile.
  static absl::StatusOr<FileLock> Take(const std::string& path);
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace kith

#endif  // KITH_KEYS_PROGRAM_LOAD_H_
