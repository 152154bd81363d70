// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "agent/server.h"
#include "keys/program/stop_signals.h"
#include "keys/tls/credentials.h"

ABSL_FLAG(std::string, config, "/etc/kith/agent.textproto",
          "The agent's configuration, a kith.config.v1.AgentConfig.");

int main(int argc, char** argv) {
  const sigset_t stop = kith::PrepareDaemon();
  kith::RequireTls13();
  absl::SetProgramUsageMessage("kith-agent; see docs/operate/agent.md");
  absl::ParseCommandLine(argc, argv);
  const auto server = kith::agent::Server::Start(absl::GetFlag(FLAGS_config));
  if (!server.ok()) {
    std::cerr << "kith-agent: " << server.status().message() << "\n";
    return 1;
  }
  kith::WaitForStop(stop);
  return 0;
}
