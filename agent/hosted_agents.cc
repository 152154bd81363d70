// SPDX-License-Identifier: Apache-2.0
#include "agent/hosted_agents.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/load_agent.h"
#include "agent/server.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/program/config_file.h"
#include "kith/config/v1/config.pb.h"

namespace kith::agent {
namespace {

constexpr absl::Duration kBetweenLooks = absl::Seconds(1);
constexpr absl::Duration kBeforeTryingAgain = absl::Seconds(10);

}  // namespace

HostedAgents::HostedAgents() = default;

HostedAgents::~HostedAgents() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (follower_.joinable()) follower_.join();
}

absl::StatusOr<std::vector<std::string>> AgentConfigs(
    const std::string& config_path) {
  config::v1::HostConfig host;
  const absl::Status is_host = ReadConfigFile(config_path, host);
  if (absl::IsNotFound(is_host)) return is_host;
  // What is wrong with it as an agent's is said when that is read.
  if (!is_host.ok() || host.agents().empty()) {
    return std::vector<std::string>{config_path};
  }
  std::vector<std::string> paths;
  std::set<std::string> seen;
  for (const std::string& agent : host.agents()) {
    paths.push_back(ResolvePath(config_path, agent, ""));
    if (!seen.insert(paths.back()).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("agents: ", agent, " stands twice"));
    }
  }
  return paths;
}

absl::StatusOr<std::unique_ptr<HostedAgents>> HostedAgents::Start(
    const std::string& config_path) {
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> paths,
                        AgentConfigs(config_path));
  std::unique_ptr<HostedAgents> agents(new HostedAgents());
  absl::Status last;
  for (const std::string& path : paths) {
    absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(path);
    if (server.ok()) {
      agents->agents_.push_back({path, *std::move(server)});
      continue;
    }
    last = server.status();
    // One agency's mistake stops nobody else's agent.
    if (paths.size() > 1) {
      LogError("hosted_agent_not_started", {{"config", path}, {"why", last}});
    }
  }
  if (agents->agents_.empty()) return last;
  if (paths.size() > 1) {
    LogInfo("hosting",
            {{"agents", agents->agents_.size()},
             {"not_started", paths.size() - agents->agents_.size()}});
  }
  agents->follower_ =
      std::thread([hosted = agents.get()] { hosted->FollowMoves(); });
  return agents;
}

bool HostedAgents::StopsWithin(absl::Duration wait) {
  absl::MutexLock lock(&mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&stopping_), wait);
}

// What cannot be read leaves alone the one that runs: there may be somebody yet
// at the old address.
void HostedAgents::StartAnewIfMoved(Agent& agent) {
  const bool runs = agent.server != nullptr;
  if (runs && !agent.server->centre_has_moved()) return;
  const absl::Duration now = clock_.Monotonic();
  if (now < agent.not_before) return;
  agent.not_before = now + kBeforeTryingAgain;
  absl::Status started = CheckAgentConfig(agent.config_path);
  if (started.ok()) {
    if (runs) LogInfo("centre_has_moved");
    agent.server.reset();  // Two cannot have one database.
    absl::StatusOr<std::unique_ptr<Server>> server =
        Server::Start(agent.config_path);
    started = server.status();
    if (server.ok()) agent.server = *std::move(server);
  }
  if (!started.ok()) {
    LogError("agent_not_started_anew",
             {{"config", agent.config_path}, {"why", started}});
  }
}

void HostedAgents::FollowMoves() {
  while (!StopsWithin(kBetweenLooks)) {
    for (Agent& agent : agents_) StartAnewIfMoved(agent);
    const bool any =
        std::any_of(agents_.begin(), agents_.end(),
                    [](const Agent& agent) { return agent.server != nullptr; });
    if (any) continue;
    // Whoever started this program starts it again, or says that it is down.
    lost_all_ = true;
    kill(getpid(), SIGTERM);
    return;
  }
}

}  // namespace kith::agent
