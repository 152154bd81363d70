// SPDX-License-Identifier: Apache-2.0
#include "keys/credential.h"

#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace kith {
namespace {

constexpr absl::string_view kCredential = "credential:";

// Empty outside of a unit that has any.
std::string Folder() {
  const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
  return folder == nullptr ? "" : absl::StrCat(folder, "/");
}

}  // namespace

bool NamesCredential(absl::string_view path) {
  return absl::StartsWith(path, kCredential);
}

std::string CredentialPath(absl::string_view named) {
  const std::string folder = Folder();
  const absl::string_view name = absl::StripPrefix(named, kCredential);
  if (folder.empty() || name.empty() || absl::StrContains(name, '/')) {
    return std::string(named);
  }
  return absl::StrCat(folder, name);
}

absl::Status CheckGiven(absl::string_view path) {
  if (!NamesCredential(path)) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      path,
      ": systemd gave none; name it in the unit, LoadCredentialEncrypted=",
      absl::StripPrefix(path, kCredential),
      ", or run this in one that has it (docs/operate/backup.md)"));
}

bool IsGivenCredential(absl::string_view path, const struct stat& file) {
  const std::string folder = Folder();
  return !folder.empty() && absl::StartsWith(path, folder) &&
         file.st_uid == 0 && (file.st_mode & 037) == 0;
}

}  // namespace kith
