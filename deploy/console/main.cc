// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "agent/console/console.h"
#include "deploy/console/evidence_archive.h"
#include "keys/program/stop_signals.h"

ABSL_FLAG(std::string, config, "/etc/kith/console.textproto",
          "The console's configuration, a kith.config.v1.ConsoleConfig.");

int main(int argc, char** argv) {
  const sigset_t stop = kith::PrepareDaemon();
  absl::SetProgramUsageMessage("kith-console; see docs/operate/console.md");
  absl::ParseCommandLine(argc, argv);
  kith::deploy::EvidenceArchives evidence(kith::deploy::EvidenceFolder());
  const auto console = kith::console::Console::Start(
      absl::GetFlag(FLAGS_config), [&evidence](kith::desk::DeskClient& desk) {
        return evidence.Make(desk);
      });
  if (!console.ok()) {
    std::cerr << "kith-console: " << console.status().message() << "\n";
    return 1;
  }
  kith::WaitForStop(stop);
  return 0;
}
