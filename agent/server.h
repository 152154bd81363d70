// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVER_H_
#define KITH_AGENT_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace kith::agent {

// An agent that serves its desk and holds a stream to the broker. Chooses, owns
// and connects the parts; the only place that knows which ones they are.
class Server {
 public:
  // Reads the configuration at `config_path` and serves. Starts whether or not
  // the broker can be reached. FAILED_PRECONDITION, INVALID_ARGUMENT, NOT_FOUND
  // or DATA_LOSS say which file is wrong and what to do.
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const std::string& config_path);
  // Stops taking calls, lets those in hand end, and closes.
  ~Server();

  // Whether a network file that came by the stream, and is on the disk, names
  // another address of the broker than this one goes to: started anew, it goes
  // there. Any thread may ask.
  bool centre_has_moved() const;

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVER_H_
