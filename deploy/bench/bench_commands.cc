// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/bench_commands.h"

#include <CLI/CLI.hpp>

namespace kith::deploy {

void AddBenchCommands(CLI::App& kith, Terminal& terminal) {
  CLI::App* bench = kith.add_subcommand(
      "bench",
      "Measures on this machine: matching, publishing, a network, the broker, "
      "whole checks");
  bench->require_subcommand(1);
  AddBenchFamilies(*bench, terminal);
  AddBenchMatching(*bench, terminal);
  AddBenchNetwork(*bench, terminal);
  AddBenchPublishing(*bench, terminal);
  AddBenchBroker(*bench, terminal);
  AddBenchAppend(*bench, terminal);
  AddBenchCheck(*bench, terminal);
  AddBenchEquality(*bench, terminal);
}

}  // namespace kith::deploy
