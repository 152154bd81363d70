// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_KEYHOLDER_SERVER_H_
#define KITH_KEYS_KEYHOLDER_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace kith::keyholder {

// A key holder that serves. Chooses, owns and connects the parts; the only
// place that knows which ones they are.
class Server {
 public:
  // Reads the configuration at `config_path` and serves. FAILED_PRECONDITION,
  // INVALID_ARGUMENT or NOT_FOUND say which file is wrong and what to do.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const std::string& config_path);
  // Stops taking calls, lets those in hand end, and closes.
  ~Server();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kith::keyholder

#endif  // KITH_KEYS_KEYHOLDER_SERVER_H_
