// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLOG_TILE_FOLDER_H_
#define KITH_KEYS_TLOG_TILE_FOLDER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/tlog/note.h"

// A log of ours as a folder of C2SP tlog-tiles (docs/spec/evidence.md): the
// `log` of a mirror, for example. Reads a bundle at a time.
namespace kith::tlog {

// The leaves of a bundle. INVALID_ARGUMENT if it is not of the form: `where`
// names it.
absl::StatusOr<std::vector<std::string>> ParseBundle(const std::string& where,
                                                     absl::string_view bytes);

struct TileFolder {
  std::string path;
  std::string note;  // The file `checkpoint`.
  Checkpoint checkpoint;
};

// NOT_FOUND, naming the file, if there is no checkpoint; UNAUTHENTICATED if it
// is not signed by that log's key.
absl::StatusOr<TileFolder> OpenTileFolder(const std::string& path,
                                          const std::string& origin,
                                          const std::string& public_key);

// Called for each entry, in order, with its leaf of kLeafBytes.
using TakeLeaf =
    std::function<absl::Status(std::uint64_t index, absl::string_view leaf)>;

// Reads it through. OK only if its entries are those that were signed: until
// then nothing that was taken may count. NOT_FOUND or INVALID_ARGUMENT, naming
// the file, if not; otherwise what `take` returned.
absl::Status ReadTileFolder(
    const TileFolder& folder, const TakeLeaf& take,
    const std::function<void(std::uint64_t done, std::uint64_t wanted)>&
        progress);

}  // namespace kith::tlog

#endif  // KITH_KEYS_TLOG_TILE_FOLDER_H_
