// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "keys/keyholder/server.h"
#include "keys/program/stop_signals.h"
#include "keys/tls/credentials.h"

ABSL_FLAG(std::string, config, "/etc/kith/keyholder.textproto",
          "The key holder's configuration, a kith.config.v1.KeyHolderConfig.");

int main(int argc, char** argv) {
  const sigset_t stop = kith::PrepareDaemon();
  kith::RequireTls13();
  absl::SetProgramUsageMessage("kith-keyholder; see docs/operate/keyholder.md");
  absl::ParseCommandLine(argc, argv);
  const auto server =
      kith::keyholder::Server::Start(absl::GetFlag(FLAGS_config));
  if (!server.ok()) {
    std::cerr << "kith-keyholder: " << server.status().message() << "\n";
    return 1;
  }
  kith::WaitForStop(stop);
  return 0;
}
