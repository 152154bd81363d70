// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "agent/hosted_agents.h"
#include "keys/program/stop_signals.h"
#include "keys/tls/credentials.h"

ABSL_FLAG(std::string, config, "/etc/kith/agent.textproto",
          "The agent's configuration, a kith.config.v1.AgentConfig; or a "
          "HostConfig, which names those of several agencies.");

int main(int argc, char** argv) {
  const sigset_t stop = kith::PrepareDaemon();
  kith::RequireTls13();
  absl::SetProgramUsageMessage("kith-agent; see docs/operate/agent.md");
  absl::ParseCommandLine(argc, argv);
  const auto agents =
      kith::agent::HostedAgents::Start(absl::GetFlag(FLAGS_config));
  if (!agents.ok()) {
    std::cerr << "kith-agent: " << agents.status().message() << "\n";
    return 1;
  }
  kith::WaitForStop(stop);
  return (*agents)->has_lost_all() ? 1 : 0;
}
