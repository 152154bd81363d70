// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "agent/connectors/column_map.h"
#include "deploy/bench/bench_commands.h"
#include "deploy/bench/bench_progress.h"
#include "deploy/bench/family_matching.h"
#include "deploy/bench/features.h"
#include "deploy/bench/matching_report.h"
#include "deploy/kith/json.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr char kAbout[] =
    "Recall, wrong openings and answers, tokens and time of matching two test "
    "files, or invented\nfamilies, in memory, against a truth that is "
    "known.\n\nExamples:\n  kith bench matching --families 1 --people "
    "16000\n  kith bench matching --map map.textproto --index all.csv --query "
    "all.csv \\\n    --truth rec_id --truth-regex 'rec-(\\d+)-' --index-regex "
    "'-org$' --query-regex '-dup-'";

struct Values {
  std::string map, index, query, truth;
  std::string truth_regex, index_regex, query_regex, features;
  std::string profile = "standard";
  std::optional<std::uint64_t> families;
  FamilyOptions family_options;
  bool json = false;
};

// The rows of both sides as they are read, for who wants them.
class Features {
 public:
  explicit Features(const std::string& path) {
    if (!path.empty()) file_.emplace(path);
  }
  absl::Status Write(absl::string_view side, const LinkagePerson& person) {
    return file_ ? file_->Write(side, person) : absl::OkStatus();
  }
  absl::Status Close() { return file_ ? file_->Close() : absl::OkStatus(); }

 private:
  std::optional<FeatureFile> file_;
};

Files FilesOf(const Values& values) {
  std::error_code ignored;
  return std::filesystem::equivalent(values.index, values.query, ignored)
             ? Files::kOne
             : Files::kTwo;
}

absl::StatusOr<std::vector<LinkagePerson>> PeopleOf(
    const Values& values, const config::v1::ColumnMap& map,
    const std::string& path, const std::string& rows) {
  const LinkageFile file{
      .path = path, .map = map, .truth_column = values.truth};
  KITH_ASSIGN_OR_RETURN(const agent::CsvTable table, ReadTable(path));
  KITH_ASSIGN_OR_RETURN(const TruthRule rule,
                        TruthRule::Create(values.truth_regex, rows));
  return ReadPeople(file, table, rule);
}

// Puts people into the index as they come, and shows how far it is.
class Indexing {
 public:
  Indexing(MemoryIndex& index, std::uint64_t wanted, Terminal& terminal)
      : index_(index),
        clock_(terminal.clock),
        progress_(terminal, "people indexed", wanted) {}

  absl::Status Add(const LinkagePerson& person) {
    const absl::Duration started = clock_.Monotonic();
    KITH_RETURN_IF_ERROR(index_.Add(person));
    time_ += clock_.Monotonic() - started;
    progress_.Show(++added_);
    return absl::OkStatus();
  }

  // All that Add() and closing took.
  absl::Duration Close() {
    const absl::Duration started = clock_.Monotonic();
    index_.Close();
    time_ += clock_.Monotonic() - started;
    progress_.Clear();
    return time_;
  }

 private:
  MemoryIndex& index_;
  const Clock& clock_;
  BenchProgress progress_;
  std::uint64_t added_ = 0;
  absl::Duration time_;
};

absl::StatusOr<MemoryReport> Ask(MemoryIndex& index,
                                 const std::vector<LinkagePerson>& asked,
                                 Terminal& terminal) {
  BenchProgress progress(terminal, "people asked about", asked.size());
  auto report = AskAll(index, asked, terminal.clock,
                       [&](std::uint64_t done) { progress.Show(done); });
  progress.Clear();
  return report;
}

absl::StatusOr<MemoryReport> MatchFiles(const Values& values,
                                        agent::Profile profile,
                                        Terminal& terminal) {
  const absl::Duration started = terminal.clock.Monotonic();
  KITH_ASSIGN_OR_RETURN(const auto map, agent::LoadColumnMap(values.map));
  KITH_ASSIGN_OR_RETURN(const auto indexed, PeopleOf(values, map, values.index,
                                                     values.index_regex));
  KITH_ASSIGN_OR_RETURN(const auto asked, PeopleOf(values, map, values.query,
                                                   values.query_regex));
  const absl::Duration reading = terminal.clock.Monotonic() - started;
  Features features(values.features);
  MemoryIndex index({SchemesOf(map), profile, FilesOf(values)});
  Indexing indexing(index, indexed.size(), terminal);
  for (const LinkagePerson& person : indexed) {
    KITH_RETURN_IF_ERROR(features.Write("index", person));
    KITH_RETURN_IF_ERROR(indexing.Add(person));
  }
  for (const LinkagePerson& person : asked) {
    KITH_RETURN_IF_ERROR(features.Write("query", person));
  }
  KITH_RETURN_IF_ERROR(features.Close());
  const absl::Duration time = indexing.Close();
  KITH_ASSIGN_OR_RETURN(MemoryReport report, Ask(index, asked, terminal));
  report.reading = reading;
  report.indexing = time;
  return report;
}

absl::StatusOr<MemoryReport> MatchFamilies(const Values& values,
                                           agent::Profile profile,
                                           Terminal& terminal) {
  FamilyOptions options = values.family_options;
  options.seed = *values.families;
  KITH_ASSIGN_OR_RETURN(const auto map,
                        agent::ParseColumnMap(FamilyColumnMap()));
  const absl::Duration started = terminal.clock.Monotonic();
  Features features(values.features);
  MemoryIndex index({SchemesOf(map), profile, Files::kTwo});
  Indexing indexing(
      index, options.twins > 0 ? 2 * options.twins : options.people, terminal);
  std::vector<LinkagePerson> asked;
  KITH_RETURN_IF_ERROR(
      ReadFamilies(options, [&](Side side, LinkagePerson person) {
        const bool indexed = side == Side::kIndex;
        const absl::Status written =
            features.Write(indexed ? "index" : "query", person);
        if (!written.ok()) return written;
        if (indexed) return indexing.Add(person);
        asked.push_back(std::move(person));
        return absl::OkStatus();
      }));
  KITH_RETURN_IF_ERROR(features.Close());
  const absl::Duration time = indexing.Close();
  const absl::Duration ready = terminal.clock.Monotonic();
  KITH_ASSIGN_OR_RETURN(MemoryReport report, Ask(index, asked, terminal));
  report.reading = ready - started - time;
  report.indexing = time;
  return report;
}

absl::StatusOr<MemoryReport> Match(const Values& values, Terminal& terminal) {
  KITH_ASSIGN_OR_RETURN(const agent::Profile profile,
                        agent::ParseProfile(values.profile));
  if (values.families.has_value()) {
    return MatchFamilies(values, profile, terminal);
  }
  if (values.map.empty() || values.index.empty() || values.query.empty()) {
    return absl::InvalidArgumentError(
        "either --families, or --map, --index and --query");
  }
  return MatchFiles(values, profile, terminal);
}

void Run(const Values& values, Terminal& terminal) {
  const auto report = Match(values, terminal);
  if (!report.ok()) {
    return Fail(terminal, values.json ? Style::kJson : Style::kWords,
                report.status());
  }
  terminal.out << (values.json ? Pretty(MemoryReportAsJson(*report))
                               : MemoryReportInWords(*report));
}

void AddFileOptions(CLI::App& command, Values& values) {
  command.add_option("--map", values.map, "the files' column map");
  command.add_option("--index", values.index, "whom an agency holds, CSV");
  command.add_option("--query", values.query,
                     "whom another asks about, CSV; may be the same file");
  command.add_option("--truth", values.truth,
                     "the column that tells who somebody truly is; default: "
                     "the person id's");
  command.add_option("--truth-regex", values.truth_regex,
                     "its first group, in that column, is the truth");
  command.add_option("--index-regex", values.index_regex,
                     "rows to index, by that column; default: all");
  command.add_option("--query-regex", values.query_regex,
                     "rows to ask about, by that column; default: all");
}

}  // namespace

void AddFamilyOptions(CLI::App& command, FamilyOptions& options) {
  command.add_option("--people", options.people, "how many are indexed")
      ->check(CLI::Range(1, 1500000))
      ->capture_default_str();
  command
      .add_option("--shared-identifier", options.shared_identifier,
                  "part of the true pairs that share an NHS number")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command
      .add_option("--asked", options.asked,
                  "part of the people who are asked about")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command
      .add_option(
          "--twins", options.twins,
          "so many pairs of twins instead, one indexed, one asked about")
      ->check(CLI::Range(0, 500000));
}

void AddBenchMatching(CLI::App& bench, Terminal& terminal) {
  auto* command = bench.add_subcommand("matching", kAbout);
  const auto values = std::make_shared<Values>();
  auto* families =
      command->add_option("--families", values->families,
                          "invented families of this seed instead of files");
  AddFamilyOptions(*command, values->family_options);
  AddFileOptions(*command, *values);
  for (const char* file : {"--map", "--index", "--query"}) {
    command->get_option(file)->excludes(families);
  }
  command
      ->add_option("--profile", values->profile,
                   "what the index is published under")
      ->check(CLI::IsMember({"standard", "strict"}))
      ->capture_default_str();
  command->add_option("--features", values->features,
                      "also write the normalised parts of every row here, TSV");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([values, &terminal] { Run(*values, terminal); });
}

}  // namespace kith::deploy
