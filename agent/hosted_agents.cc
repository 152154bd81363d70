// SPDX-License-Identifier: Apache-2.0
#include "agent/hosted_agents.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/server.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/program/config_file.h"
#include "kith/config/v1/config.pb.h"

namespace kith::agent {

HostedAgents::HostedAgents() = default;
HostedAgents::~HostedAgents() = default;

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
  return agents;
}

void HostedAgents::FollowMoves() {
  for (Agent& agent : agents_) {
    if (agent.server != nullptr && !agent.server->centre_has_moved()) continue;
    if (agent.server != nullptr) LogInfo("centre_has_moved");
    agent.server.reset();  // Two cannot have one database.
    absl::StatusOr<std::unique_ptr<Server>> server =
        Server::Start(agent.config_path);
    if (server.ok()) {
      agent.server = *std::move(server);
    } else {
      LogError("agent_not_started_anew",
               {{"config", agent.config_path}, {"why", server.status()}});
    }
  }
}

}  // namespace kith::agent
