// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "deploy/bench/bench_commands.h"
#include "deploy/bench/bench_folder.h"
#include "deploy/bench/check_report.h"
#include "deploy/kith/json.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

struct Values {
  std::string dir;
  std::size_t rounds = 7;
  double seconds = 5;
  bool json = false;
};

absl::Status Measure(const Values& values, Terminal& terminal) {
  KITH_ASSIGN_OR_RETURN(const BenchFolder folder,
                        BenchFolder::Make(values.dir));
  const CheckBenchOptions options{
      .dir = folder.path(),
      .programs = std::filesystem::read_symlink("/proc/self/exe").parent_path(),
      .rounds = values.rounds,
      .counted = absl::Seconds(values.seconds)};
  KITH_ASSIGN_OR_RETURN(const CheckBenchReport report,
                        MeasureChecks(options, terminal.clock, terminal.random,
                                      [&](const std::string& line) {
                                        if (!values.json)
                                          terminal.out << line << std::endl;
                                      }));
  terminal.out << (values.json ? Pretty(CheckReportAsJson(options, report))
                               : CheckReportInWords(options, report));
  return absl::OkStatus();
}

void Run(const Values& values, Terminal& terminal) {
  const absl::Status status = Measure(values, terminal);
  if (!status.ok()) {
    Fail(terminal, values.json ? Style::kJson : Style::kWords, status);
  }
}

}  // namespace

void AddBenchCheck(CLI::App& bench, Terminal& terminal) {
  auto* command = bench.add_subcommand(
      "check",
      "What whole checks cost all programs together, against the same "
      "cryptography called directly,\nin turns in one run.\n\nExample:\n  kith "
      "bench check --rounds 7 --seconds 5 --dir /var/tmp/kith-bench");
  const auto values = std::make_shared<Values>();
  command->add_option("--rounds", values->rounds, "rounds; each has every arm")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--seconds", values->seconds, "of each arm, at least")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  command->add_option("--dir", values->dir,
                      "a new folder, kept; default: one that is removed");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([values, &terminal] { Run(*values, terminal); });
}

}  // namespace kith::deploy
