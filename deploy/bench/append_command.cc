// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "deploy/bench/append_bench.h"
#include "deploy/bench/bench_commands.h"
#include "deploy/bench/bench_folder.h"
#include "deploy/kith/json.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

struct Values {
  std::string dir;
  std::size_t rounds = 9;
  double seconds = 1;
  bool json = false;
};

absl::Status Measure(const Values& values, Terminal& terminal) {
  KITH_ASSIGN_OR_RETURN(const BenchFolder folder,
                        BenchFolder::Make(values.dir));
  KITH_ASSIGN_OR_RETURN(
      const AppendReport report,
      MeasureAppends({.dir = folder.path(),
                      .rounds = values.rounds,
                      .counted = absl::Seconds(values.seconds)},
                     terminal.clock, terminal.random));
  terminal.out << (values.json ? Pretty(AppendReportAsJson(report))
                               : AppendReportInWords(report));
  return absl::OkStatus();
}

}  // namespace

void AddBenchAppend(CLI::App& bench, Terminal& terminal) {
  auto* command = bench.add_subcommand(
      "append",
      "Durable appends to a log with 64 waiting, against bare synced batches "
      "of 64 on the\nsame file system, in turns in one run. Name a folder on "
      "the disk that counts.\n\nExample:\n  kith bench append --rounds 9 "
      "--seconds 1 --dir /var/tmp/kith-append");
  const auto values = std::make_shared<Values>();
  command->add_option("--rounds", values->rounds, "rounds; each has both arms")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--seconds", values->seconds, "of each arm, at least")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  command->add_option("--dir", values->dir,
                      "a new folder, kept; default: one that is removed");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([values, &terminal] {
    const absl::Status status = Measure(*values, terminal);
    if (!status.ok()) {
      Fail(terminal, values->json ? Style::kJson : Style::kWords, status);
    }
  });
}

}  // namespace kith::deploy
