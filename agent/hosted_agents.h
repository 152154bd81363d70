// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_HOSTED_AGENTS_H_
#define KITH_AGENT_HOSTED_AGENTS_H_

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "keys/base/clock.h"

namespace kith::agent {

class Server;

// The agents of one process: one, or those of several small agencies on one
// machine. Each has its own configuration, keys, database, stream and desk; one
// sees nothing of another. An agent whose broker moves to another address
// starts anew in this process. Not thread-safe.
class HostedAgents {
 public:
  // `config_path` is an AgentConfig or a HostConfig. One agent that cannot
  // start is an error. Of several those that can are started, and the others
  // are said in the log with their reason; an error if none can. Codes as
  // Server::Start.
  static absl::StatusOr<std::unique_ptr<HostedAgents>> Start(
      const std::string& config_path);
  // Waits for a start that is going on.
  ~HostedAgents();

  // True once no agent runs any more: SIGTERM was then sent to this process.
  bool has_lost_all() const { return lost_all_; }

 private:
  struct Agent {
    std::string config_path;
    std::unique_ptr<Server> server;  // Null: it could not start anew.
    absl::Duration not_before = -absl::InfiniteDuration();  // Monotonic.
  };

  HostedAgents();
  // On a thread of its own: starts each agent anew whose broker has another
  // address by now.
  void FollowMoves();
  void StartAnewIfMoved(Agent& agent);
  bool StopsWithin(absl::Duration wait);

  SystemClock clock_;
  std::vector<Agent> agents_;  // The follower's alone, once it is there.
  std::atomic<bool> lost_all_ = false;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread follower_;
};

// The configurations of the agents that `config_path` describes: itself, or
// those a HostConfig names. INVALID_ARGUMENT if it is neither, or names one
// twice.
absl::StatusOr<std::vector<std::string>> AgentConfigs(
    const std::string& config_path);

}  // namespace kith::agent

#endif  // KITH_AGENT_HOSTED_AGENTS_H_
