// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_IMPORT_WORDS_H_
#define KITH_DEPLOY_KITH_IMPORT_WORDS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// The files that are kept beside an export.
struct ImportFiles {
  std::string rejected;        // <export>.rejected.csv
  std::string agreement_gaps;  // <export>.agreement-gaps.csv
  std::string identifiers;     // <export>.identifiers.csv
  std::string duplicates;      // <export>.duplicates.csv
  std::string dry_run;         // <export>.dry-run: what may be accepted
};
ImportFiles FilesBeside(const std::string& export_path);

// Writes the report's files beside the export, mode 0600, and removes those of
// an earlier run that are no longer true. The duplicates are those of the last
// dry run, which is itself written by WriteDryRun and goes with what it led to.
absl::Status WriteImportFiles(const desk::v1::ImportReport& report,
                              const ImportFiles& files);

// What an import would change, with a sample of its rows as they were
// understood, and the command that would `accept` it; or what it has changed.
// Personal data: for the terminal of the agency's own desk.
std::string ImportInWords(const desk::v1::ImportReport& report,
                          const std::string& export_path,
                          absl::string_view accept);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_IMPORT_WORDS_H_
