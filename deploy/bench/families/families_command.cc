// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>

#include "absl/strings/str_format.h"
#include "deploy/bench/bench_commands.h"
#include "deploy/bench/bench_progress.h"
#include "deploy/bench/families/family_files.h"
#include "deploy/kith/json.h"

namespace kith::deploy {
namespace {

struct Values {
  FamilyOptions options;
  std::string out;
  bool json = false;
};

void Run(const Values& values, Terminal& terminal) {
  const std::size_t wanted = values.options.twins > 0 ? 2 * values.options.twins
                                                      : values.options.people;
  BenchProgress progress(terminal, "people", wanted);
  const auto counts =
      WriteFamilyFiles(values.options, values.out,
                       [&](std::uint64_t done) { progress.Show(done); });
  progress.Clear();
  if (!counts.ok()) {
    return Fail(terminal, values.json ? Style::kJson : Style::kWords,
                counts.status());
  }
  if (values.json) {
    terminal.out << Pretty(
        {{"indexed", counts->indexed}, {"asked", counts->asked}});
    return;
  }
  terminal.out << absl::StrFormat(
      "%d people in %s/index.csv, %d in query.csv, map.textproto reads both\n",
      counts->indexed, values.out, counts->asked);
}

}  // namespace

void AddBenchFamilies(CLI::App& bench, Terminal& terminal) {
  auto* command = bench.add_subcommand(
      "families",
      "Two files of invented families with mistakes, and their column map, for "
      "`kith bench matching`.\n\nExample:\n  kith bench families --seed 1 "
      "--people 16000 --shared-identifier 0.6 --out families");
  const auto values = std::make_shared<Values>();
  FamilyOptions& options = values->options;
  command->add_option("--seed", options.seed, "the same seed, the same files")
      ->required();
  AddFamilyOptions(*command, options);
  command->add_option("--out", values->out, "the folder to write")->required();
  command->add_flag("--json", values->json, "print JSON");
  command->callback([values, &terminal] { Run(*values, terminal); });
}

}  // namespace kith::deploy
