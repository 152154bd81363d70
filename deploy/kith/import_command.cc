// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "agent/connectors/whole_file.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/dry_run.h"
#include "deploy/kith/files.h"
#include "deploy/kith/import_words.h"
#include "deploy/kith/json.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMaxTextBytes = 1 << 20;

struct ImportValues {
  DeskOptions desk;
  std::string map, file, accept;
  bool accept_last = false;
  std::optional<std::uint32_t> accept_ended;
};

absl::StatusOr<std::string> DigestToAccept(const ImportValues& values) {
  if (!values.accept_last) return values.accept;
  const auto shown = ReadDryRun(FilesBeside(values.file).dry_run);
  if (!shown.ok()) {
    return absl::FailedPreconditionError(
        "there is no dry run of this file to accept; run kith import without "
        "--accept-last first");
  }
  return shown->digest;
}

std::string HowToAccept(const ImportValues& values,
                        const desk::v1::ImportReport& report) {
  return absl::StrCat(
      "kith import --map ", values.map, " ", values.file, " --accept-last",
      report.ends_many() ? absl::StrCat(" --accept-ended ", report.ended())
                         : "");
}

absl::Status WriteBeside(const desk::v1::ImportReport& report, FileState file,
                         const std::string& map, const ImportFiles& files) {
  KITH_RETURN_IF_ERROR(WriteImportFiles(report, files));
  if (report.accepted() || !report.file_fault().empty()) {
    return absl::OkStatus();
  }
  return WriteDryRun(ShownBy(report, file, map), files.dry_run);
}

nlohmann::ordered_json AsJson(desk::v1::ImportReport report,
                              const ImportFiles& files) {
  const bool rejected = !report.rejected_csv().empty();
  const bool gaps = !report.agreement_gaps_csv().empty();
  const bool identifiers = !report.identifiers_csv().empty();
  const bool duplicates = !report.duplicates_csv().empty();
  report.clear_rejected_csv();
  report.clear_agreement_gaps_csv();
  report.clear_identifiers_csv();
  report.clear_duplicates_csv();
  nlohmann::ordered_json json = ToJson(report);
  json["rejected_csv"] = rejected ? files.rejected : "";
  json["agreement_gaps_csv"] = gaps ? files.agreement_gaps : "";
  json["identifiers_csv"] = identifiers ? files.identifiers : "";
  json["duplicates_csv"] = duplicates ? files.duplicates : "";
  return json;
}

absl::Status Import(Terminal& terminal, const ImportValues& values,
                    desk::DeskClient& desk) {
  KITH_ASSIGN_OR_RETURN(const std::string map,
                        ReadFile(values.map, kMaxTextBytes));
  const FileState file = FileStateOf(values.file);
  KITH_ASSIGN_OR_RETURN(const std::string content,
                        agent::ReadWholeFile(values.file, [](std::size_t) {}));
  desk::v1::ImportOptions options;
  options.set_as(values.desk.as);
  options.set_map_text(map);
  options.set_file_name(std::filesystem::path(values.file).filename());
  KITH_ASSIGN_OR_RETURN(const std::string digest, DigestToAccept(values));
  options.set_accept_digest(digest);
  if (values.accept_ended.has_value()) {
    options.set_accept_ended(*values.accept_ended);
  }
  KITH_ASSIGN_OR_RETURN(const desk::v1::ImportReport report,
                        desk.Import(options, content));
  const ImportFiles files = FilesBeside(values.file);
  KITH_RETURN_IF_ERROR(WriteBeside(report, file, map, files));
  const bool fault = !report.file_fault().empty();
  if (values.desk.json) {
    terminal.out << Pretty(AsJson(report, files));
  } else {
    (fault ? terminal.err : terminal.out)
        << ImportInWords(report, values.file, HowToAccept(values, report));
  }
  terminal.exit = fault ? Exit::kError : Exit::kAnswered;
  return absl::OkStatus();
}

}  // namespace

void AddImportCommand(CLI::App& kith, Terminal& terminal) {
  auto* command = kith.add_subcommand(
      "import",
      "Reads an export of your own system. First a dry run, which says what "
      "would change\nand changes nothing; then the same with --accept-last.\n\n"
      "Example:\n  kith import --map pupils.map.textproto pupils.csv\n"
      "  kith import --map pupils.map.textproto pupils.csv --accept-last");
  const auto values = std::make_shared<ImportValues>();
  command
      ->add_option("--map", values->map,
                   "which column is what (a ColumnMap, as text)")
      ->required();
  command->add_option("FILE", values->file, "the export, CSV")->required();
  auto* accept = command->add_option("--accept", values->accept,
                                     "the digest a dry run printed");
  command
      ->add_flag("--accept-last", values->accept_last,
                 "accept what the last dry run of this file showed")
      ->excludes(accept);
  command->add_option(
      "--accept-ended", values->accept_ended,
      "how many people were meant to end, where it is more than "
      "one in ten");
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk, [&](desk::DeskClient& desk) {
      return Import(terminal, *values, desk);
    });
  });
}

}  // namespace kith::deploy
