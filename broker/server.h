// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_SERVER_H_
#define KITH_BROKER_SERVER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace kith::broker {

enum class ReleaseTimer;

// A broker that serves. Chooses, owns and connects the parts; the only place
// that knows which ones they are.
class Server {
 public:
  // Reads the configuration at `config_path` and serves. FAILED_PRECONDITION,
  // INVALID_ARGUMENT, NOT_FOUND or DATA_LOSS say which file is wrong and what
  // to do.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const std::string& config_path);
  // The same, but a reply goes out as soon as everybody who was asked has
  // answered: its time then says what was found. For `kith bench` alone; no
  // configuration does this. FAILED_PRECONDITION outside a test network.
  static absl::StatusOr<std::unique_ptr<Server>> StartForMeasuring(
      const std::string& config_path);
  // Stops taking calls, lets those in hand end, and closes.
  ~Server();

  // Commits of the log so far, each one sync of its file.
  std::uint64_t log_commits() const;

 private:
  struct Impl;
  static absl::StatusOr<std::unique_ptr<Server>> StartWith(
      const std::string& config_path, ReleaseTimer timer);
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_SERVER_H_
