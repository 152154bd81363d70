// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "agent/connectors/column_map.h"
#include "deploy/bench/bench_commands.h"
#include "deploy/bench/features.h"
#include "deploy/bench/matching_report.h"
#include "deploy/kith/json.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

struct Values {
  std::string map, index, query, truth;
  std::string truth_regex, index_regex, query_regex, features;
  bool json = false;
};

Files FilesOf(const Values& values) {
  std::error_code ignored;
  return std::filesystem::equivalent(values.index, values.query, ignored)
             ? Files::kOne
             : Files::kTwo;
}

absl::StatusOr<std::vector<LinkagePerson>> PeopleOf(const Values& values,
                                                    const std::string& path,
                                                    const std::string& rows) {
  LinkageFile file{.path = path, .map = {}, .truth_column = values.truth};
  KITH_ASSIGN_OR_RETURN(file.map, agent::LoadColumnMap(values.map));
  KITH_ASSIGN_OR_RETURN(const agent::CsvTable table, ReadTable(path));
  KITH_ASSIGN_OR_RETURN(const TruthRule rule,
                        TruthRule::Create(values.truth_regex, rows));
  return ReadPeople(file, table, rule);
}

absl::Status WriteFeatures(const std::string& path,
                           const std::vector<LinkagePerson>& indexed,
                           const std::vector<LinkagePerson>& asked) {
  if (path.empty()) return absl::OkStatus();
  FeatureFile file(path);
  for (const LinkagePerson& person : indexed) {
    KITH_RETURN_IF_ERROR(file.Write("index", person));
  }
  for (const LinkagePerson& person : asked) {
    KITH_RETURN_IF_ERROR(file.Write("query", person));
  }
  return file.Close();
}

absl::StatusOr<MemoryReport> Match(const Values& values, const Clock& clock) {
  const absl::Duration started = clock.Monotonic();
  KITH_ASSIGN_OR_RETURN(const auto map, agent::LoadColumnMap(values.map));
  KITH_ASSIGN_OR_RETURN(const auto indexed,
                        PeopleOf(values, values.index, values.index_regex));
  KITH_ASSIGN_OR_RETURN(const auto asked,
                        PeopleOf(values, values.query, values.query_regex));
  KITH_RETURN_IF_ERROR(WriteFeatures(values.features, indexed, asked));
  const absl::Duration reading = clock.Monotonic() - started;
  KITH_ASSIGN_OR_RETURN(
      MemoryReport report,
      MatchInMemory(indexed, asked, SchemesOf(map), FilesOf(values), clock));
  report.reading = reading;
  return report;
}

void Run(const Values& values, Terminal& terminal) {
  const auto report = Match(values, terminal.clock);
  if (!report.ok()) {
    return Fail(terminal, values.json ? Style::kJson : Style::kWords,
                report.status());
  }
  terminal.out << (values.json ? Pretty(MemoryReportAsJson(*report))
                               : MemoryReportInWords(*report));
}

}  // namespace

void AddBenchMatching(CLI::App& bench, Terminal& terminal) {
  auto* command = bench.add_subcommand(
      "matching",
      "Recall, wrong answers and time of matching two test files, in memory, "
      "against a truth that\nthe files hold.\n\nExample:\n  kith bench "
      "matching --map map.textproto --index all.csv --query all.csv \\\n    "
      "--truth rec_id --truth-regex 'rec-(\\d+)-' --index-regex '-org$' "
      "--query-regex '-dup-'");
  const auto values = std::make_shared<Values>();
  command->add_option("--map", values->map, "the files' column map")
      ->required();
  command->add_option("--index", values->index, "whom an agency holds, CSV")
      ->required();
  command
      ->add_option("--query", values->query,
                   "whom another asks about, CSV; may be the same file")
      ->required();
  command->add_option("--truth", values->truth,
                      "the column that tells who somebody truly is; default: "
                      "the person id's");
  command->add_option("--truth-regex", values->truth_regex,
                      "its first group, in that column, is the truth");
  command->add_option("--index-regex", values->index_regex,
                      "rows to index, by that column; default: all");
  command->add_option("--query-regex", values->query_regex,
                      "rows to ask about, by that column; default: all");
  command->add_option("--features", values->features,
                      "also write the normalised parts of every row here, TSV");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([values, &terminal] { Run(*values, terminal); });
}

}  // namespace kith::deploy
