// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/watch_accept.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "deploy/kith/dry_run.h"
#include "deploy/kith/files.h"
#include "deploy/kith/import_words.h"
#include "keys/base/status_macros.h"
#include "keys/private_file.h"
#include "keys/program/account_name.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMaxBytes = 4096;

absl::Status Refused(const std::string& file, absl::string_view why) {
  return absl::FailedPreconditionError(absl::StrCat(file, ": ", why));
}

absl::Status NoDryRun(const std::string& file) {
  return Refused(
      file,
      "there is no dry run of it as it is now; wait until one stands "
      "beside it");
}

absl::StatusOr<uid_t> OwnerOfFolder(const std::string& file) {
  const std::string folder =
      std::filesystem::absolute(file).parent_path().string();
  struct stat found;
  if (stat(folder.c_str(), &found) != 0) return NoDryRun(file);
  return found.st_uid;
}

// Whose the dry run is: what others write, it could not read.
absl::StatusOr<uid_t> WatcherOf(const std::string& file) {
  struct stat dry_run;
  if (lstat(FilesBeside(file).dry_run.c_str(), &dry_run) != 0) {
    return errno != EACCES
               ? NoDryRun(file)
               : Refused(file,
                         absl::StrCat("the account ", AccountName(geteuid()),
                                      " may not look there; say it as the "
                                      "account that watches, or as root"));
  }
  if (geteuid() == dry_run.st_uid) return dry_run.st_uid;
  const std::string watcher = AccountName(dry_run.st_uid);
  if (geteuid() == 0) {
    // Whoever may write into the folder can put one there.
    KITH_ASSIGN_OR_RETURN(const uid_t owner, OwnerOfFolder(file));
    if (owner == dry_run.st_uid) return owner;
    return Refused(file,
                   absl::StrCat("its dry run is the account ", watcher,
                                "'s, and the folder ", AccountName(owner),
                                "'s: only the owner of a folder watches it"));
  }
  return Refused(
      file, absl::StrCat("the account ", watcher, " watches there, and ",
                         AccountName(geteuid()),
                         " cannot speak to it; as root: runuser -u ", watcher,
                         " -- kith watch accept ", file));
}

absl::Status CheckEnded(const std::string& file, const DryRun& shown,
                        std::uint32_t ended) {
  if (shown.ended == 0 || shown.ended == ended) return absl::OkStatus();
  return Refused(
      file, absl::StrCat(shown.ended,
                         " people would end, more than a tenth: is the export "
                         "whole? If so: kith watch accept ",
                         file, " --ended ", shown.ended));
}

}  // namespace

std::string AcceptancePath(const std::string& file) { return file + ".accept"; }

absl::Status AcceptWatched(const std::string& file, std::uint32_t ended) {
  KITH_ASSIGN_OR_RETURN(const uid_t watcher, WatcherOf(file));
  const auto shown = ReadDryRun(FilesBeside(file).dry_run);
  if (!shown.ok() || shown->file != FileStateOf(file)) return NoDryRun(file);
  KITH_RETURN_IF_ERROR(CheckEnded(file, *shown, ended));
  return ReplaceFileOf(watcher, AcceptancePath(file),
                       absl::StrCat(shown->digest, "\n", ended, "\n"));
}

absl::StatusOr<std::optional<Acceptance>> ReadAcceptance(
    const std::string& file) {
  const std::string path = AcceptancePath(file);
  // Only this account's own: others may write into the folder.
  const auto said = ReadPrivateFile(path, kMaxBytes);
  if (absl::IsNotFound(said.status())) return std::nullopt;
  if (!said.ok()) {
    const std::string self = AccountName(geteuid());
    return Refused(path,
                   absl::StrCat("cannot be read by the account ", self,
                                ", which watches here; delete it, then as "
                                "root: runuser -u ",
                                self, " -- kith watch accept ", file));
  }
  const std::vector<std::string> lines = absl::StrSplit(*said, '\n');
  Acceptance acceptance{.digest = lines[0]};
  if (lines.size() < 2 || !absl::SimpleAtoi(lines[1], &acceptance.ended)) {
    acceptance.ended = 0;
  }
  return acceptance;
}

}  // namespace kith::deploy
