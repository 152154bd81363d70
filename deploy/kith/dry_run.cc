// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/dry_run.h"

#include <sys/stat.h>

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/private_file.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMaxBytes = 4096;
constexpr std::int64_t kNsInASecond = 1'000'000'000;

}  // namespace

FileState FileStateOf(const std::string& path) {
  struct stat file;
  if (stat(path.c_str(), &file) != 0) return {};
  return {
      static_cast<std::uint64_t>(file.st_size),
      std::int64_t{file.st_mtim.tv_sec} * kNsInASecond + file.st_mtim.tv_nsec};
}

std::string MapHash(absl::string_view map) {
  return absl::BytesToHexString(HashBytes(Sha256(map)));
}

DryRun ShownBy(const desk::v1::ImportReport& report, FileState file,
               absl::string_view map) {
  return {report.digest(), file, MapHash(map),
          report.ends_many() ? report.ended() : 0};
}

absl::StatusOr<DryRun> ReadDryRun(const std::string& path) {
  KITH_ASSIGN_OR_RETURN(const std::string text,
                        ReadPrivateFile(path, kMaxBytes));
  const std::vector<std::string> lines = absl::StrSplit(text, '\n');
  DryRun shown;
  if (lines.size() < 5 || !absl::SimpleAtoi(lines[1], &shown.file.size) ||
      !absl::SimpleAtoi(lines[2], &shown.file.changed_ns) ||
      !absl::SimpleAtoi(lines[4], &shown.ended)) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": not of this version; make a new dry run"));
  }
  shown.digest = lines[0];
  shown.map = lines[3];
  return shown;
}

absl::Status WriteDryRun(const DryRun& shown, const std::string& path) {
  return ReplaceFile(path,
                     absl::StrCat(shown.digest, "\n", shown.file.size, "\n",
                                  shown.file.changed_ns, "\n", shown.map, "\n",
                                  shown.ended, "\n"),
                     Readers::kOwner);
}

}  // namespace kith::deploy
