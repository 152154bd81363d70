// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "deploy/bench/bench_commands.h"
#include "deploy/bench/bench_folder.h"
#include "deploy/bench/equality_report.h"
#include "deploy/kith/json.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

struct Values {
  std::string dir;
  std::size_t per_class = 10'000;
  double share = 0.05;
  double control_ms = 3;
  std::uint64_t seed = 1;
  bool json = false;
};

absl::Status Measure(const Values& values, Terminal& terminal) {
  KITH_ASSIGN_OR_RETURN(const BenchFolder folder,
                        BenchFolder::Make(values.dir));
  const EqualityOptions options{
      .dir = folder.path(),
      .programs = std::filesystem::read_symlink("/proc/self/exe").parent_path(),
      .per_class = values.per_class,
      .share = values.share,
      .control = absl::Milliseconds(values.control_ms),
      .seed = values.seed};
  KITH_ASSIGN_OR_RETURN(
      const EqualityReport report,
      MeasureEquality(options, terminal.clock, terminal.random,
                      [&](const std::string& line) {
                        if (!values.json) terminal.out << line << std::endl;
                      }));
  terminal.out << (values.json ? Pretty(EqualityReportAsJson(options, report))
                               : EqualityReportInWords(options, report));
  return absl::OkStatus();
}

void Run(const Values& values, Terminal& terminal) {
  const absl::Status status = Measure(values, terminal);
  if (!status.ok()) {
    Fail(terminal, values.json ? Style::kJson : Style::kWords, status);
  }
}

}  // namespace

void AddBenchEquality(CLI::App& bench, Terminal& terminal) {
  auto* command = bench.add_subcommand(
      "equality",
      "Whether any reason for saying nothing is told from another by length, "
      "entries or time.\n\nExample:\n  kith bench equality --per-class 10000 "
      "--share 0.25");
  const auto values = std::make_shared<Values>();
  command
      ->add_option("--per-class", values->per_class, "questions of each class")
      ->check(CLI::Range(20, 1'000'000))
      ->capture_default_str();
  command
      ->add_option("--share", values->share,
                   "of the capacity measured just before: how often is asked")
      ->check(CLI::Range(0.001, 1.0))
      ->capture_default_str();
  command
      ->add_option("--control-ms", values->control_ms,
                   "milliseconds added to the control class")
      ->check(CLI::Range(0.0, 1000.0))
      ->capture_default_str();
  command
      ->add_option("--seed", values->seed,
                   "of the classes' order and the times of asking")
      ->capture_default_str();
  command->add_option("--dir", values->dir,
                      "a new folder on the disk to measure, kept; default: one "
                      "under /tmp that is removed");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([values, &terminal] { Run(*values, terminal); });
}

}  // namespace kith::deploy
