// SPDX-License-Identifier: Apache-2.0
// A log as tiles, whatever its entries: the files are those of its size, hold
// its entries and hashes, and lead to the root of the tree. And a tile's path
// says which tile it is.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/tiles.h"

namespace {

using namespace kith;
using Files = std::map<std::string, std::string>;

constexpr std::size_t kMostEntries = 1'500;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::uint64_t Number(absl::string_view text, std::size_t digits) {
  std::uint64_t number = 0;
  Require((digits == 0 || text.size() == digits) &&
          absl::SimpleAtoi(text, &number));
  return number;
}

// A path read back, as C2SP tlog-tiles says: strictly, but for its beginning.
void CheckPath(absl::string_view path, absl::string_view start,
               std::uint64_t index, std::size_t width) {
  Require(absl::StartsWith(path, start));
  path.remove_prefix(start.size());
  std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  std::size_t read_width = tlog::kTileWidth;
  if (parts.size() > 1 && absl::EndsWith(parts[parts.size() - 2], ".p")) {
    read_width = Number(parts.back(), 0);
    Require(read_width > 0 && read_width < tlog::kTileWidth &&
            absl::StrCat(read_width) == parts.back());
    parts.pop_back();
    parts.back().remove_suffix(2);
  }
  std::uint64_t read_index = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i + 1 < parts.size()) {
      Require(parts[i].front() == 'x');
      parts[i].remove_prefix(1);
      // No tile has two paths.
      Require(i > 0 || parts[i] != "000");
    }
    read_index = read_index * 1000 + Number(parts[i], 3);
  }
  Require(read_index == index && read_width == width);
}

// Which entries a log has: pairs of a length and how many of that length.
std::vector<std::string> EntriesOf(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> entries;
  for (std::size_t i = 0; i + 1 < size; i += 2) {
    for (std::size_t n = 0; n <= data[i + 1]; ++n) {
      if (entries.size() == kMostEntries) return entries;
      entries.push_back(absl::StrCat(std::string(data[i], 'e'), n));
    }
  }
  return entries;
}

// Every file that a log of so many entries has, and what stands in it.
Files Expected(const std::vector<std::string>& entries) {
  Files files;
  std::vector<Hash> hashes;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const std::size_t bundle = i / tlog::kTileWidth;
    const std::size_t width = std::min<std::size_t>(
        tlog::kTileWidth, entries.size() - bundle * tlog::kTileWidth);
    std::string& bytes = files[tlog::BundlePath(bundle, width)];
    bytes.push_back(static_cast<char>(entries[i].size() >> 8));
    bytes.push_back(static_cast<char>(entries[i].size() & 0xff));
    bytes += entries[i];
    hashes.push_back(tlog::LeafHash(entries[i]));
  }
  for (std::size_t level = 0; !hashes.empty(); ++level) {
    std::vector<Hash> above;
    for (std::size_t i = 0; i < hashes.size(); i += tlog::kTileWidth) {
      const std::size_t width =
          std::min<std::size_t>(tlog::kTileWidth, hashes.size() - i);
      const auto tile = absl::MakeSpan(hashes).subspan(i, width);
      files[tlog::TilePath(level, i / tlog::kTileWidth, width)] =
          tlog::PackProof(tile);
      if (width == tlog::kTileWidth) above.push_back(tlog::RootOf(tile));
    }
    hashes = std::move(above);
  }
  return files;
}

void CheckLog(const std::vector<std::string>& entries, std::size_t pause) {
  Files files;
  const tlog::TileMaker::Emit emit = [&](const std::string& path,
                                         absl::string_view bytes) {
    Require(files.emplace(path, bytes).second);
    return absl::OkStatus();
  };
  const tlog::TileMaker::Emit ignore =
      [](const std::string&, absl::string_view) { return absl::OkStatus(); };
  tlog::TileMaker maker;
  tlog::MerkleTree tree;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    // What was written half-way changes nothing of what comes.
    if (i == pause) Require(maker.EmitPartial(ignore).ok());
    Require(maker.Add(entries[i], emit).ok());
    tree.Append(tlog::LeafHash(entries[i]));
    if (i == pause) Require(maker.Root() == tree.Root());
  }
  Require(maker.EmitPartial(emit).ok());
  Require(maker.size() == entries.size() &&
          files.size() == tlog::TileCount(entries.size()));
  Require(files == Expected(entries));
  Require(maker.Root() == (entries.empty() ? tlog::EmptyRoot() : tree.Root()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size < 12) return 0;
  std::uint64_t index = 0;
  for (std::size_t i = 0; i < 8; ++i) index = index << 8 | data[i];
  // Indexes of every length, not only large ones.
  index >>= data[8] % 64;
  const std::size_t width = 1 + data[9];
  const std::size_t level = data[8] % 64;
  CheckPath(tlog::TilePath(level, index, width),
            absl::StrCat("tile/", level, "/"), index, width);
  CheckPath(tlog::BundlePath(index, width), "tile/entries/", index, width);

  const std::size_t pause = data[10] | data[11] << 8;
  CheckLog(EntriesOf(data + 12, size - 12), pause % kMostEntries);
  return 0;
}
