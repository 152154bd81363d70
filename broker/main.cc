// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "broker/server.h"
#include "keys/program/stop_signals.h"
#include "keys/tls/credentials.h"

ABSL_FLAG(std::string, config, "/etc/kith/broker.textproto",
          "The broker's configuration, a kith.config.v1.BrokerConfig.");

int main(int argc, char** argv) {
  const sigset_t stop = kith::PrepareDaemon();
  kith::RequireTls13();
  absl::SetProgramUsageMessage("kith-broker; see docs/operate/broker.md");
  absl::ParseCommandLine(argc, argv);
  const auto server = kith::broker::Server::Start(absl::GetFlag(FLAGS_config));
  if (!server.ok()) {
    std::cerr << "kith-broker: " << server.status().message() << "\n";
    return 1;
  }
  kith::WaitForStop(stop);
  return 0;
}
