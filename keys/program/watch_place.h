// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PROGRAM_WATCH_PLACE_H_
#define KITH_KEYS_PROGRAM_WATCH_PLACE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "kith/config/v1/config.pb.h"

namespace kith {

// A folder in which exports are left, as whoever watches it needs it: one set
// of rules for `kith watch` and for the doctor.
struct WatchPlace {
  std::string folder;
  std::string map;  // Path of the column map.
  std::string staff;
  bool unattended = false;
};

// The column map of a folder that names none.
std::string MapIn(const std::string& folder);

// Those that a configuration names, with every path resolved.
std::vector<WatchPlace> WatchPlacesOf(const std::string& config_path,
                                      const config::v1::AgentConfig& config);

// NOT_FOUND without its folder, FAILED_PRECONDITION without its map; both say
// what to do.
absl::Status CheckWatchPlace(const WatchPlace& place);

// FAILED_PRECONDITION, naming the account, if that of this process may not read
// exports there and move them.
absl::Status CheckMayWatch(const WatchPlace& place);

}  // namespace kith

#endif  // KITH_KEYS_PROGRAM_WATCH_PLACE_H_
