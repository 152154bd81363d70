// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLOG_TILES_H_
#define KITH_KEYS_TLOG_TILES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "keys/hash.h"

// A log as files that any web server can serve: C2SP tlog-tiles. Pure: no I/O.
namespace kith::tlog {

// Hashes to a full tile, entries to a full bundle.
inline constexpr std::size_t kTileWidth = 256;
inline constexpr std::size_t kMostEntryBytes = 65'535;

// Where they stand below the log's folder; `width` 1 to 256:
// "tile/0/x001/234/067", "tile/1/000.p/17", "tile/entries/x001/000.p/9".
std::string TilePath(std::size_t level, std::uint64_t index, std::size_t width);
std::string BundlePath(std::uint64_t index, std::size_t width);

// How many tiles and bundles a log of `size` entries has.
std::uint64_t TileCount(std::uint64_t size);

// Makes the tiles and bundles of a log from its entries, in order, keeping one
// unfinished tile a level. Not thread-safe.
class TileMaker {
 public:
  // Called for each file when it is whole.
  using Emit = std::function<absl::Status(const std::string& path,
                                          absl::string_view bytes)>;

  // INVALID_ARGUMENT for an entry too long; otherwise what `emit` returned.
  absl::Status Add(absl::string_view entry, const Emit& emit);
  // Emits the partial ones. Entries may be added afterwards.
  absl::Status EmitPartial(const Emit& emit) const;

  std::uint64_t size() const { return size_; }
  // Of all entries so far.
  Hash Root() const;

 private:
  struct Level {
    std::uint64_t full = 0;        // Tiles that were emitted.
    std::vector<Hash> unfinished;  // Fewer than kTileWidth.
  };
  absl::Status AddHash(std::size_t level, const Hash& hash, const Emit& emit);

  std::uint64_t size_ = 0;
  std::string bundle_;
  std::vector<Level> levels_;
};

}  // namespace kith::tlog

#endif  // KITH_KEYS_TLOG_TILES_H_
