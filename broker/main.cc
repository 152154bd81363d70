// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "broker/erase.h"
#include "broker/fsck.h"
#include "broker/recover.h"
#include "broker/server.h"
#include "keys/program/stop_signals.h"
#include "keys/tls/credentials.h"

ABSL_FLAG(std::string, config, "/etc/kith/broker.textproto",
          "The broker's configuration, a kith.config.v1.BrokerConfig.");
ABSL_FLAG(std::string, checkpoint, "",
          "Of fsck: a file with a checkpoint that somebody else holds.");
ABSL_FLAG(std::string, agency, "", "Of erase: whose entries.");
ABSL_FLAG(
    std::string, before, "",
    "Of erase: all that was logged before this day, as 2026-11-28 (UTC).");
ABSL_FLAG(std::string, entries, "",
          "Of erase: positions in the log, as 3,17,20.");
ABSL_FLAG(std::string, why, "", "Of erase: request or order.");

namespace {

int Serve(const sigset_t& stop) {
  kith::RequireTls13();
  const auto server = kith::broker::Server::Start(absl::GetFlag(FLAGS_config));
  if (!server.ok()) {
    std::cerr << "kith-broker: " << server.status().message() << "\n";
    return 1;
  }
  kith::WaitForStop(stop);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const sigset_t stop = kith::PrepareDaemon();
  absl::SetProgramUsageMessage(
      "kith-broker [fsck | recover MIRROR | erase]; see "
      "docs/operate/broker.md");
  const std::vector<char*> words = absl::ParseCommandLine(argc, argv);
  if (words.size() == 1) return Serve(stop);
  if (words.size() == 2 && std::string(words[1]) == "fsck") {
    return kith::broker::Fsck(absl::GetFlag(FLAGS_config),
                              absl::GetFlag(FLAGS_checkpoint), std::cout,
                              std::cerr);
  }
  if (words.size() == 2 && std::string(words[1]) == "erase") {
    return kith::broker::Erase(
        absl::GetFlag(FLAGS_config),
        {absl::GetFlag(FLAGS_agency), absl::GetFlag(FLAGS_before),
         absl::GetFlag(FLAGS_entries), absl::GetFlag(FLAGS_why)},
        std::cout, std::cerr);
  }
  if (words.size() == 3 && std::string(words[1]) == "recover") {
    return kith::broker::Recover(absl::GetFlag(FLAGS_config), words[2],
                                 isatty(STDERR_FILENO) == 1, std::cout,
                                 std::cerr);
  }
  std::cerr << "kith-broker: unknown word '" << words[1] << "'\n"
            << "  next: kith-broker, kith-broker fsck, kith-broker recover "
               "MIRROR, or kith-broker erase\n";
  return 2;
}
