// SPDX-License-Identifier: Apache-2.0
#include "keys/program/become_owner.h"

#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "keys/program/account_name.h"

namespace kith {

absl::Status BecomeOwnerOfFolder(const std::string& path) {
  if (geteuid() != 0) return absl::OkStatus();
  const std::string folder = std::filesystem::path(path).parent_path();
  struct stat owner;
  if (stat(folder.empty() ? "." : folder.c_str(), &owner) != 0) {
    return absl::NotFoundError(
        absl::StrCat(folder, ": no such folder; make it first"));
  }
  if (owner.st_uid == 0) return absl::OkStatus();
  // The groups first: only root may change them. Its others were root's.
  if (setgroups(0, nullptr) == 0 &&
      setresgid(owner.st_gid, owner.st_gid, owner.st_gid) == 0 &&
      setresuid(owner.st_uid, owner.st_uid, owner.st_uid) == 0) {
    return absl::OkStatus();
  }
  return absl::PermissionDeniedError(
      absl::StrCat(folder, ": belongs to ", AccountName(owner.st_uid),
                   "; run this as that account: runuser -u ",
                   AccountName(owner.st_uid), " -- kith ..."));
}

}  // namespace kith
