// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/import_words.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
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

std::string FirstOf(
    const google::protobuf::RepeatedPtrField<desk::v1::RowFault>& faults,
    std::uint32_t all) {
  std::string text;
  const int shown = std::min(kFaultsShown, faults.size());
  for (int i = 0; i < shown; ++i) {
    const desk::v1::RowFault& fault = faults[i];
    absl::StrAppend(&text, "  line ", fault.line(), ", ", fault.column(), ": ",
                    fault.reason(), "\n");
  }
  const std::uint32_t rest = all - static_cast<std::uint32_t>(shown);
  if (rest > 0) absl::StrAppend(&text, "  and ", rest, " more\n");
  return text;
}

std::string Rows(const ImportReport& report, const ImportFiles& files) {
  std::string text = absl::StrCat(report.rows(), " rows read, ",
                                  report.rejected(), " refused");
  if (report.rejected() == 0) return text + ".\n";
  absl::StrAppend(&text, ": ", NameOf(files.rejected), "\n");
  return text + FirstOf(report.faults(), report.rejected());
}

std::string Identifiers(const ImportReport& report, const ImportFiles& files) {
  if (report.identifiers_left_out() == 0) return "";
  return absl::StrCat(
      report.identifiers_left_out(),
      " numbers cannot be right and are left out, their rows are kept: ",
      NameOf(files.identifiers), "\n",
      FirstOf(report.identifier_faults(), report.identifiers_left_out()));
}

std::string ReusedIds(const ImportReport& report) {
  if (report.reused_ids() == 0) return "";
  return absl::StrCat(
      report.reused_ids(),
      " person ids were somebody else's until now. What was agreed for that "
      "person ends; look at them before you accept:\n",
      FirstOf(report.reused_id_rows(), report.reused_ids()));
}

std::string Duplicates(const ImportReport& report, const ImportFiles& files) {
  if (report.duplicates_csv().empty()) return "";
  return absl::StrCat(
      "Records that are one person: ", report.duplicates_certain(),
      " pairs, and ", report.duplicates_possible(), " that may be",
      report.duplicates_more() ? ", or more" : "", ": ",
      NameOf(files.duplicates), "\n");
}

void AppendPart(absl::string_view name, const std::string& value,
                std::string& line) {
  absl::StrAppend(&line, "; ", name, " ", value.empty() ? "none" : value);
}

// Only of a dry run.
std::string Sample(const ImportReport& report) {
  if (report.sample().empty()) return "";
  std::string text = absl::StrCat("How ", report.sample_size(),
                                  " of the rows are understood:\n");
  for (const desk::v1::SampleRow& row : report.sample()) {
    std::string line = absl::StrCat("  line ", row.line());
    if (row.unborn()) {
      AppendPart("unborn, expected", row.expected_date(), line);
      absl::StrAppend(&line, "; the mother's");
    }
    AppendPart("forenames", absl::StrJoin(row.forenames(), " "), line);
    AppendPart("surname", absl::StrJoin(row.surname(), " "), line);
    if (!row.previous_surnames().empty()) {
      AppendPart("before", absl::StrJoin(row.previous_surnames(), " "), line);
    }
    AppendPart("born", row.date_of_birth(), line);
    AppendPart("postcode", row.postcode(), line);
    AppendPart("house", row.house(), line);
    AppendPart("numbers", absl::StrJoin(row.identifiers(), " "), line);
    AppendPart("involvement", row.involvement(), line);
    absl::StrAppend(&text, line, "; ",
                    row.listed()
                        ? "listed"
                        : absl::StrCat("not listed: ", row.not_listed()),
                    "\n");
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

// An export that was cut off ends many.
std::string Ending(const ImportReport& report) {
  if (!report.ends_many()) return "";
  return absl::StrCat(report.ended(), " of ", report.people_before(),
                      " people would end, more than a tenth: is the export "
                      "whole?\n");
}

}  // namespace

ImportFiles FilesBeside(const std::string& export_path) {
  return {absl::StrCat(export_path, ".rejected.csv"),
          absl::StrCat(export_path, ".agreement-gaps.csv"),
          absl::StrCat(export_path, ".identifiers.csv"),
          absl::StrCat(export_path, ".duplicates.csv"),
          absl::StrCat(export_path, ".dry-run")};
}

absl::Status WriteImportFiles(const ImportReport& report,
                              const ImportFiles& files) {
  if (!report.file_fault().empty()) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(WriteOrRemove(files.rejected, report.rejected_csv()));
  KITH_RETURN_IF_ERROR(
      WriteOrRemove(files.agreement_gaps, report.agreement_gaps_csv()));
  KITH_RETURN_IF_ERROR(
      WriteOrRemove(files.identifiers, report.identifiers_csv()));
  if (!report.accepted()) {
    KITH_RETURN_IF_ERROR(
        WriteOrRemove(files.duplicates, report.duplicates_csv()));
  }
  return report.accepted() ? WriteOrRemove(files.dry_run, "")
                           : absl::OkStatus();
}

std::string ImportInWords(const ImportReport& report,
                          const std::string& export_path,
                          absl::string_view accept) {
  if (!report.file_fault().empty()) {
    return absl::StrCat(NameOf(export_path),
                        " was refused whole: ", report.file_fault(),
                        ".\nNothing was changed; the last good import "
                        "stays. Export it again.\n");
  }
  const ImportFiles files = FilesBeside(export_path);
  std::string text = absl::StrCat(
      NameOf(export_path), ": ", Rows(report, files),
      Identifiers(report, files), ReusedIds(report),
      report.accepted() ? "Done: " : "Dry run, nothing was changed: ", "new ",
      report.added(), ", changed ", report.changed(), ", ended ",
      report.ended(), ", unchanged ", report.unchanged(), "\n",
      Involvements(report, files),
      "People who can be found: ", report.found_by_identifier(),
      " by a number, ", report.found_by_name_and_date(),
      " by name and date of birth, ", report.found_by_weak_keys(),
      " by parts of these and the address only, ", report.not_findable(),
      " not at all\n", Duplicates(report, files), Sample(report));
  if (!report.accepted()) {
    absl::StrAppend(&text, Ending(report), "To make it so: ", accept, "\n");
  }
  return text;
}

}  // namespace kith::deploy
