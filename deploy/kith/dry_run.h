// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_DRY_RUN_H_
#define KITH_DEPLOY_KITH_DRY_RUN_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// A file as it lies there. Another once it was written to, whatever the clocks
// of those who write it say.
struct FileState {
  std::uint64_t size = 0;
  std::int64_t changed_ns = 0;  // Since 1970.

  friend bool operator==(const FileState&, const FileState&) = default;
};
// All 0 if there is no such file.
FileState FileStateOf(const std::string& path);

std::string MapHash(absl::string_view map);

// What was shown of an export, kept beside it until somebody accepts it.
struct DryRun {
  std::string digest;       // What an accept must name.
  FileState file;           // Of the export.
  std::string map;          // MapHash of its column map.
  std::uint32_t ended = 0;  // How many an accept must say would end, if any.
};
DryRun ShownBy(const desk::v1::ImportReport& report, FileState file,
               absl::string_view map);

// Codes as ReadFile; FAILED_PRECONDITION if it is of another form.
absl::StatusOr<DryRun> ReadDryRun(const std::string& path);
// Mode 0600.
absl::Status WriteDryRun(const DryRun& shown, const std::string& path);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_DRY_RUN_H_
