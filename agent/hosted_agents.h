// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_HOSTED_AGENTS_H_
#define KITH_AGENT_HOSTED_AGENTS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace kith::agent {

class Server;

// The agents of one process: one, or those of several small agencies on one
// machine. Each has its own configuration, keys, database, stream and desk; one
// sees nothing of another. Not thread-safe.
class HostedAgents {
 public:
  // `config_path` is an AgentConfig or a HostConfig. One agent that cannot
  // start is an error. Of several those that can are started, and the others
  // are said in the log with their reason; an error if none can. Codes as
  // Server::Start.
  static absl::StatusOr<std::unique_ptr<HostedAgents>> Start(
      const std::string& config_path);
  ~HostedAgents();

  // Starts each agent anew whose broker or key holder has another address by
  // now; one that cannot start is said in the log, and tried at the next call.
  void FollowMoves();

  std::size_t running() const { return agents_.size(); }

 private:
  struct Agent {
    std::string config_path;
    std::unique_ptr<Server> server;  // Null: it could not start anew.
  };

  HostedAgents();
  std::vector<Agent> agents_;
};

// The configurations of the agents that `config_path` describes: itself, or
// those a HostConfig names. INVALID_ARGUMENT if it is neither, or names one
// twice.
absl::StatusOr<std::vector<std::string>> AgentConfigs(
    const std::string& config_path);

}  // namespace kith::agent

#endif  // KITH_AGENT_HOSTED_AGENTS_H_
