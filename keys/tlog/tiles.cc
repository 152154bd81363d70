// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/tiles.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/types/span.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/merkle.h"

namespace kith::tlog {
namespace {

// "x001/x234/067", so that no file bears the name of a folder.
std::string IndexPath(std::uint64_t index, std::size_t width) {
  std::string path = absl::StrFormat("%03d", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) {
    path = absl::StrFormat("x%03d/%s", index % 1000, path);
  }
  if (width < kTileWidth) absl::StrAppend(&path, ".p/", width);
  return path;
}

std::string TileBytes(absl::Span<const Hash> hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * kHashBytes);
  for (const Hash& hash : hashes) absl::StrAppend(&bytes, HashView(hash));
  return bytes;
}

}  // namespace

std::string TilePath(std::size_t level, std::uint64_t index,
                     std::size_t width) {
  return absl::StrCat("tile/", level, "/", IndexPath(index, width));
}

std::string BundlePath(std::uint64_t index, std::size_t width) {
  return absl::StrCat("tile/entries/", IndexPath(index, width));
}

std::uint64_t TileCount(std::uint64_t size) {
  const auto files = [](std::uint64_t hashes) {
    return (hashes + kTileWidth - 1) / kTileWidth;
  };
  std::uint64_t count = files(size);  // Bundles.
  for (; size > 0; size /= kTileWidth) count += files(size);
  return count;
}

absl::Status TileMaker::Add(absl::string_view entry, const Emit& emit) {
  if (entry.size() > kMostEntryBytes) {
    return absl::InvalidArgumentError("an entry longer than a bundle takes");
  }
  const auto length = static_cast<std::uint16_t>(entry.size());
  bundle_.push_back(static_cast<char>(length >> 8));
  bundle_.push_back(static_cast<char>(length & 0xff));
  bundle_.append(entry.data(), entry.size());
  ++size_;
  if (size_ % kTileWidth == 0) {
    KITH_RETURN_IF_ERROR(
        emit(BundlePath(size_ / kTileWidth - 1, kTileWidth), bundle_));
    bundle_.clear();
  }
  return AddHash(0, LeafHash(entry), emit);
}

absl::Status TileMaker::AddHash(std::size_t level, const Hash& hash,
                                const Emit& emit) {
  if (level == levels_.size()) levels_.emplace_back();
  Level& at = levels_[level];
  at.unfinished.push_back(hash);
  if (at.unfinished.size() < kTileWidth) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(
      emit(TilePath(level, at.full, kTileWidth), TileBytes(at.unfinished)));
  const Hash above = RootOf(at.unfinished);
  at.unfinished.clear();
  ++at.full;
  return AddHash(level + 1, above, emit);
}

absl::Status TileMaker::EmitPartial(const Emit& emit) const {
  if (size_ % kTileWidth != 0) {
    KITH_RETURN_IF_ERROR(
        emit(BundlePath(size_ / kTileWidth, size_ % kTileWidth), bundle_));
  }
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    const Level& at = levels_[level];
    if (at.unfinished.empty()) continue;
    KITH_RETURN_IF_ERROR(emit(TilePath(level, at.full, at.unfinished.size()),
                              TileBytes(at.unfinished)));
  }
  return absl::OkStatus();
}

Hash TileMaker::Root() const {
  if (size_ == 0) return EmptyRoot();
  // What is unfinished below stands at the right end of what is above.
  std::vector<Hash> below;
  for (const Level& level : levels_) {
    std::vector<Hash> hashes = level.unfinished;
    hashes.insert(hashes.end(), below.begin(), below.end());
    if (!hashes.empty()) below = {RootOf(hashes)};
  }
  return below[0];
}

}  // namespace kith::tlog
