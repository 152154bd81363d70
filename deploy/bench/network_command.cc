// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "agent/connectors/column_map.h"
#include "deploy/bench/agreement.h"
#include "deploy/bench/bench_commands.h"
#include "deploy/bench/bench_folder.h"
#include "deploy/bench/matching_report.h"
#include "deploy/bench/network_matching.h"
#include "deploy/kith/json.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

struct Values {
  std::string map, file, truth, dir;
  std::string truth_regex, index_regex, query_regex;
  std::string profile = "standard";
  bool json = false;
};

struct Report {
  std::string profile;
  NetworkAnswers network;
  Tally tally;
  MemoryReport memory;
  Agreement agreement;
};

// What is asked of the network, read from the file.
absl::StatusOr<NetworkMatching> ReadMatching(const Values& values,
                                             const std::string& dir) {
  KITH_ASSIGN_OR_RETURN(
      const TruthRule originals,
      TruthRule::Create(values.truth_regex, values.index_regex));
  KITH_ASSIGN_OR_RETURN(
      const TruthRule duplicates,
      TruthRule::Create(values.truth_regex, values.query_regex));
  NetworkMatching matching{
      .dir = dir,
      .programs = std::filesystem::read_symlink("/proc/self/exe").parent_path(),
      .profile = values.profile,
      .file = {values.file, {}, values.truth},
      .truth = originals};
  LinkageFile& file = matching.file;
  KITH_ASSIGN_OR_RETURN(file.map, agent::LoadColumnMap(values.map));
  KITH_ASSIGN_OR_RETURN(const agent::CsvTable table, ReadTable(values.file));
  KITH_ASSIGN_OR_RETURN(file.truth_column, TruthColumn(file, table));
  KITH_ASSIGN_OR_RETURN(matching.indexed, ReadPeople(file, table, originals));
  KITH_ASSIGN_OR_RETURN(matching.asked, ReadPeople(file, table, duplicates));
  KITH_ASSIGN_OR_RETURN(matching.indexed_csv,
                        ChosenRowsAsCsv(file, table, originals));
  return matching;
}

absl::StatusOr<Report> Measure(const Values& values, Terminal& terminal) {
  KITH_ASSIGN_OR_RETURN(const BenchFolder folder,
                        BenchFolder::Make(values.dir));
  KITH_ASSIGN_OR_RETURN(const NetworkMatching matching,
                        ReadMatching(values, folder.path()));
  Report report{.profile = values.profile};
  KITH_ASSIGN_OR_RETURN(const agent::Profile profile,
                        agent::ParseProfile(values.profile));
  KITH_ASSIGN_OR_RETURN(
      report.memory,
      MatchInMemory(matching.indexed, matching.asked,
                    {SchemesOf(matching.file.map), profile, Files::kTwo},
                    terminal.clock, [](std::uint64_t) {}));
  KITH_ASSIGN_OR_RETURN(
      report.network,
      MatchThroughNetwork(matching, terminal.clock, terminal.random));
  TruthLines lines;
  for (const LinkagePerson& person : matching.indexed) {
    lines.emplace(person.truth, person.line);
  }
  report.tally = Count(report.network.asked, lines, Files::kTwo);
  report.agreement = CompareAnswers(report.memory.asked, report.network.asked);
  return report;
}

double Seconds(absl::Duration time) { return absl::ToDoubleSeconds(time); }

double PeoplePerSecond(const Report& report) {
  return static_cast<double>(report.tally.asked) /
         std::max(Seconds(report.network.asking), 1e-9);
}

nlohmann::ordered_json AsJson(const Report& report) {
  const Tally& tally = report.tally;
  const NetworkAnswers& network = report.network;
  return {{"profile", report.profile},
          {"indexed", report.memory.indexed},
          {"published", network.rows_published},
          {"asked", tally.asked},
          {"refused_rows",
           {{"indexed", report.memory.refused_indexed},
            {"asked", report.memory.refused_asked}}},
          {"asked_with_truth", tally.with_truth},
          {"recall", tally.Recall()},
          {"recall_involved", tally.RecallInvolved()},
          {"found_involved", tally.found_involved},
          {"found_possible", tally.found_possible},
          {"wrong_answers",
           {{"involved", tally.wrong_involved},
            {"possible", tally.wrong_possible}}},
          {"checks", network.checks},
          {"checks_asked_again", network.asked_again},
          {"seconds",
           {{"starting", Seconds(network.starting)},
            {"publishing", Seconds(network.publishing)},
            {"asking", Seconds(network.asking)}}},
          {"people_per_second", PeoplePerSecond(report)},
          {"in_memory",
           {{"recall", report.memory.tally.Recall()},
            {"found_involved", report.memory.tally.found_involved},
            {"found_possible", report.memory.tally.found_possible}}},
          {"agreement",
           {{"same", report.agreement.same},
            {"different", report.agreement.different_lines.size()},
            {"different_rows", report.agreement.different_lines}}}};
}

std::string InWords(const Report& report) {
  const Tally& tally = report.tally;
  const NetworkAnswers& network = report.network;
  const auto& different = report.agreement.different_lines;
  std::string words = absl::StrFormat(
      "Matching through a network, profile %s: one broker, one key holder, "
      "two agencies\n"
      "  indexed            %d people, %d published; asked about %d, of whom "
      "%d are indexed\n"
      "  rows refused       %d indexed, %d asked: they count as not found\n"
      "  recall             %.4f  (%d involved, %d possible, %d not found)\n"
      "  recall, involved   %.4f\n"
      "  wrong answers      %d involved, %d possible\n"
      "  checks             %d of up to 8 people, %d asked again\n"
      "  time               starting %.1f s, publishing %.1f s, asking %.1f s\n"
      "  people per second  %.1f asked about, four checks at a time\n"
      "In memory, the same people\n"
      "  recall             %.4f  (%d involved, %d possible)\n"
      "  agreement          %d of %d the same\n",
      report.profile, report.memory.indexed, network.rows_published,
      tally.asked, tally.with_truth, report.memory.refused_indexed,
      report.memory.refused_asked, tally.Recall(), tally.found_involved,
      tally.found_possible,
      tally.with_truth - tally.found_involved - tally.found_possible,
      tally.RecallInvolved(), tally.wrong_involved, tally.wrong_possible,
      network.checks, network.asked_again, Seconds(network.starting),
      Seconds(network.publishing), Seconds(network.asking),
      PeoplePerSecond(report), report.memory.tally.Recall(),
      report.memory.tally.found_involved, report.memory.tally.found_possible,
      report.agreement.same, report.agreement.same + different.size());
  if (!different.empty()) {
    absl::StrAppend(&words, "  rows that differ   ",
                    absl::StrJoin(different, " "), "\n");
  }
  return words;
}

void Run(const Values& values, Terminal& terminal) {
  const auto report = Measure(values, terminal);
  if (!report.ok()) {
    return Fail(terminal, values.json ? Style::kJson : Style::kWords,
                report.status());
  }
  terminal.out << (values.json ? Pretty(AsJson(*report)) : InWords(*report));
}

}  // namespace

void AddBenchNetwork(CLI::App& bench, Terminal& terminal) {
  auto* command = bench.add_subcommand(
      "network",
      "The same matching through a test network that is made for it: one "
      "agency imports and\npublishes, another asks.\n\nExample:\n  kith bench "
      "network --map map.textproto --file all.csv \\\n    --truth-regex "
      "'rec-(\\d+)-' --index-regex '-org$' --query-regex '-dup-'");
  const auto values = std::make_shared<Values>();
  command->add_option("--map", values->map, "the file's column map")
      ->required();
  command->add_option("--file", values->file, "the test file, CSV")->required();
  command->add_option("--truth", values->truth,
                      "the column that tells who somebody truly is; default: "
                      "the person id's");
  command
      ->add_option("--truth-regex", values->truth_regex,
                   "its first group, in that column, is the truth")
      ->required();
  command
      ->add_option("--index-regex", values->index_regex,
                   "rows one agency holds, by that column")
      ->required();
  command
      ->add_option("--query-regex", values->query_regex,
                   "rows the other asks about, by that column")
      ->required();
  command
      ->add_option("--profile", values->profile,
                   "which match keys are published: standard or strict")
      ->check(CLI::IsMember({"standard", "strict"}))
      ->capture_default_str();
  command->add_option("--dir", values->dir,
                      "a new folder, kept; default: one that is removed");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([values, &terminal] { Run(*values, terminal); });
}

}  // namespace kith::deploy
