// SPDX-License-Identifier: Apache-2.0
#include "keys/program/watch_place.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "keys/program/account_name.h"
#include "keys/program/config_file.h"

namespace kith {

namespace fs = std::filesystem;

std::string MapIn(const std::string& folder) {
  return folder + "/map.textproto";
}

std::vector<WatchPlace> WatchPlacesOf(const std::string& config_path,
                                      const config::v1::AgentConfig& config) {
  std::vector<WatchPlace> places;
  for (const config::v1::WatchedFolder& watch : config.watch()) {
    const std::string folder =
        ResolvePath(config_path, watch.folder(), "import");
    places.push_back({.folder = folder,
                      .map = watch.map().empty()
                                 ? MapIn(folder)
                                 : ResolvePath(config_path, watch.map(), ""),
                      .staff = watch.staff(),
                      .unattended = watch.unattended()});
  }
  return places;
}

absl::Status CheckWatchPlace(const WatchPlace& place) {
  std::error_code error;
  if (!fs::is_directory(place.folder, error)) {
    return absl::NotFoundError(
        absl::StrCat(place.folder,
                     ": no such folder; make it, readable and writable by "
                     "the account that watches it"));
  }
  if (fs::exists(place.map, error)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(place.map,
                   ": no column map yet; make one from an export: kith map "
                   "EXPORT.csv >",
                   place.map));
}

absl::Status CheckMayWatch(const WatchPlace& place) {
  const bool may = faccessat(AT_FDCWD, place.folder.c_str(), R_OK | W_OK | X_OK,
                             AT_EACCESS) == 0;
  if (may) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      place.folder, ": the account ", AccountName(geteuid()),
      " may not read and write there; give it the folder: chown, or a group of "
      "both"));
}

}  // namespace kith
