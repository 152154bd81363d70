// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/import_words.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

using desk::v1::ImportReport;

constexpr int kFaultsShown = 10;

absl::Status WriteOrRemove(const std::string& path, const std::string& bytes) {
  if (bytes.empty()) {
    (void)unlink(path.c_str());
    return absl::OkStatus();
  }
  return ReplaceFile(path, bytes, Readers::kOwner);
}

std::string NameOf(const std::string& path) {
  return std::filesystem::path(path).filename();
}

std::string Rows(const ImportReport& report, const ImportFiles& files) {
  std::string text = absl::StrCat(report.rows(), " rows read, ",
                                  report.rejected(), " refused");
  if (report.rejected() == 0) return text + ".\n";
  absl::StrAppend(&text, ": ", NameOf(files.rejected), "\n");
  const int shown = std::min(kFaultsShown, report.faults_size());
  for (int i = 0; i < shown; ++i) {
    const auto& fault = report.faults(i);
    absl::StrAppend(&text, "  line ", fault.line(), ", ", fault.column(), ": ",
                    fault.reason(), "\n");
  }
  if (report.faults_size() > shown) {
    absl::StrAppend(&text, "  and ", report.faults_size() - shown, " more\n");
  }
  return text;
}

std::string Involvements(const ImportReport& report, const ImportFiles& files) {
  const auto without =
      report.involvements_open() - report.involvements_usable();
  std::string text =
      absl::StrCat(report.involvements_open(),
                   " open involvements: ", report.involvements_usable(),
                   " have usable agreement, ", without, " have not",
                   report.agreement_gaps_csv().empty()
                       ? ""
                       : absl::StrCat(": ", NameOf(files.agreement_gaps)),
                   "\n");
  for (const auto& reason : report.not_listed()) {
    absl::StrAppend(&text, "  ", reason.count(), "  ", reason.what(), "\n");
  }
  if (report.constant_ground()) {
    absl::StrAppend(&text,
                    "  The map gives every row the same agreement: for test "
                    "networks only.\n");
  }
  return text;
}

}  // namespace

ImportFiles FilesBeside(const std::string& export_path) {
  return {absl::StrCat(export_path, ".rejected.csv"),
          absl::StrCat(export_path, ".agreement-gaps.csv"),
          absl::StrCat(export_path, ".dry-run")};
}

absl::Status WriteImportFiles(const ImportReport& report,
                              const ImportFiles& files) {
  if (!report.file_fault().empty()) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(WriteOrRemove(files.rejected, report.rejected_csv()));
  KITH_RETURN_IF_ERROR(
      WriteOrRemove(files.agreement_gaps, report.agreement_gaps_csv()));
  return WriteOrRemove(files.dry_run, report.accepted() ? "" : report.digest());
}

std::string ImportInWords(const ImportReport& report,
                          const std::string& export_path,
                          const std::string& map_path) {
  if (!report.file_fault().empty()) {
    return absl::StrCat(NameOf(export_path),
                        " was refused whole: ", report.file_fault(),
                        ".\nNothing was changed; the last good import "
                        "stays. Export it again.\n");
  }
  const ImportFiles files = FilesBeside(export_path);
  std::string text = absl::StrCat(
      NameOf(export_path), ": ", Rows(report, files),
      report.accepted() ? "Done: " : "Dry run, nothing was changed: ", "new ",
      report.added(), ", changed ", report.changed(), ", ended ",
      report.ended(), ", unchanged ", report.unchanged(), "\n",
      Involvements(report, files),
      "People who can be found: ", report.found_by_identifier(),
      " by a number, ", report.found_by_name_and_date(),
      " by name and date of birth, ", report.found_by_weak_keys(),
      " by parts of these and the address only, ", report.not_findable(),
      " not at all\n");
  if (!report.accepted()) {
    absl::StrAppend(&text, "To make it so: kith import --map ", map_path, " ",
                    export_path, " --accept-last\n");
  }
  return text;
}

}  // namespace kith::deploy
