// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_NETWORK_HISTORY_H_
#define KITH_KEYS_NETWORK_HISTORY_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/network/network.h"

namespace kith {

// The versions of a network file that a program has worked under: the folder
// `network-history` beside it, one signed file each, VERSION.kith.
//
// Thread-safe: holds no state of its own.
class NetworkHistory {
 public:
  // The history beside the network file at `network_path`.
  explicit NetworkHistory(const std::string& network_path);

  // Keeps a version, synced; one that is there already stays.
  // FAILED_PRECONDITION if there is another file of the same version; codes as
  // ReplacePrivateFile. The folder is made if it is not there.
  absl::Status Keep(const Network& network) const;

  // The signed files of versions `first` to `last`, oldest first. NOT_FOUND,
  // naming the version, if one is not there.
  absl::StatusOr<std::vector<std::string>> Read(std::uint64_t first,
                                                std::uint64_t last) const;
  // 0 if there is none. FAILED_PRECONDITION if the folder may not be looked
  // into: what lies there could be newer than what is known.
  absl::StatusOr<std::uint64_t> Newest() const;

  const std::string& folder() const { return folder_; }
  std::string PathOf(std::uint64_t version) const;

 private:
  const std::string folder_;
};

// Takes the newest file after the versions between it and the present one, each
// of which must follow from the one before. All or nothing; codes as
// CurrentNetwork::Replace.
absl::Status ReplaceThrough(CurrentNetwork& current,
                            const std::vector<std::string>& between,
                            absl::string_view newest);

// The network file that a program starts with: the one at `path`, which must
// follow from the newest it has worked under, or the newest of its history if
// that is newer. It is in the history afterwards.
//
// FAILED_PRECONDITION, in words, if the two are of one version and differ (in
// more than who signed), versions between them are missing, or the history may
// not be looked into; else as Network::Load.
absl::StatusOr<std::shared_ptr<const Network>> LoadWithHistory(
    const std::string& path);

}  // namespace kith

#endif  // KITH_KEYS_NETWORK_HISTORY_H_
