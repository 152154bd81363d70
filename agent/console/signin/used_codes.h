// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_USED_CODES_H_
#define KITH_AGENT_CONSOLE_SIGNIN_USED_CODES_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "keys/base/random.h"
#include "keys/hash.h"
#include "keys/program/load.h"
#include "keys/secret.h"
#include "kith/config/v1/accounts.pb.h"

namespace kith::console {

// FILE.state: which codes were used, and the key of device cookies. Locked
// while this object lives.
//
// Thread-safe.
class UsedCodes {
 public:
  // Makes it if there is none. Codes as Accounts::Open().
  static absl::StatusOr<std::unique_ptr<UsedCodes>> Open(
      const std::string& accounts_file, Random& random);

  const Secret& device_key() const { return device_key_; }

  // The code of that account for `step` is used from now on, and on disk;
  // accounts that are not among `all` are forgotten. ALREADY_EXISTS if it, or a
  // later one, was used before. As ReplacePrivateFile(), and then it is not
  // used.
  absl::Status Use(const Hash& account, std::uint64_t step,
                   const config::v1::Accounts& all);

 private:
  using Steps = absl::flat_hash_map<Hash, std::uint64_t>;
  UsedCodes(std::string path, FileLock lock, Secret device_key, Steps steps);

  absl::Status Write(const Steps& steps) const;

  const std::string path_;
  const FileLock lock_;
  const Secret device_key_;
  absl::Mutex mutex_;
  Steps steps_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_USED_CODES_H_
