// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/tile_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/tiles.h"

namespace kith::tlog {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kEntryLengthBytes = 2;
constexpr std::size_t kMostNoteBytes = 64 << 10;
constexpr std::size_t kMostBundleBytes =
    kTileWidth * (kEntryLengthBytes + kLeafBytes);

absl::StatusOr<std::string> ReadFileOf(const std::string& folder,
                                       const std::string& name,
                                       std::size_t most) {
  const std::string path = absl::StrCat(folder, "/", name);
  std::error_code fault;
  const fs::file_status status = fs::symlink_status(path, fault);
  if (status.type() == fs::file_type::symlink) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": a link; copy the file itself"));
  }
  if (!fs::is_regular_file(status)) {
    return absl::NotFoundError(absl::StrCat("no file at ", path));
  }
  std::ifstream file(path, std::ios::binary);
  std::string bytes(most + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const auto count = static_cast<std::size_t>(file.gcount());
  if (file.bad() || (count == 0 && !file.eof())) {
    return absl::NotFoundError(
        absl::StrCat(path, ": cannot be read; check who owns it"));
  }
  if (count > most) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": is longer than such a file can be"));
  }
  bytes.resize(count);
  return bytes;
}

absl::Status NotAsSigned(const std::string& path) {
  return absl::InvalidArgumentError(
      absl::StrCat(path,
                   ": its entries are not those that were signed; take "
                   "another copy"));
}

// What the tree does not show: that each entry says where it stands.
absl::Status CheckPlace(const std::string& path, std::uint64_t index,
                        absl::string_view bytes) {
  const absl::StatusOr<Leaf> leaf = ParseLeaf(bytes);
  if (leaf.ok() && leaf->index == index) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": entry ", index, " does not say that it is that"));
}

}  // namespace

absl::StatusOr<std::vector<std::string>> ParseBundle(const std::string& where,
                                                     absl::string_view bytes) {
  std::vector<std::string> leaves;
  while (!bytes.empty()) {
    if (bytes.size() < kEntryLengthBytes + kLeafBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat(where, ": breaks off in the middle; export it again"));
    }
    if (static_cast<unsigned char>(bytes[0]) != kLeafBytes >> 8 ||
        static_cast<unsigned char>(bytes[1]) != (kLeafBytes & 0xff)) {
      return absl::InvalidArgumentError(
          absl::StrCat(where, ": entry ", leaves.size(),
                       " is not of this form; export it again"));
    }
    bytes.remove_prefix(kEntryLengthBytes);
    leaves.emplace_back(bytes.substr(0, kLeafBytes));
    bytes.remove_prefix(kLeafBytes);
  }
  return leaves;
}

absl::StatusOr<TileFolder> OpenTileFolder(const std::string& path,
                                          const std::string& origin,
                                          const std::string& public_key) {
  TileFolder folder{.path = path, .note = {}, .checkpoint = {}};
  KITH_ASSIGN_OR_RETURN(folder.note,
                        ReadFileOf(path, "checkpoint", kMostNoteBytes));
  const auto checkpoint = OpenCheckpoint(folder.note, origin, public_key);
  if (!checkpoint.ok()) {
    return absl::UnauthenticatedError(absl::StrCat(
        path,
        "/checkpoint: is not signed by the log key that the network "
        "file names"));
  }
  folder.checkpoint = *checkpoint;
  return folder;
}

absl::Status ReadTileFolder(
    const TileFolder& folder, const TakeLeaf& take,
    const std::function<void(std::uint64_t done, std::uint64_t wanted)>&
        progress) {
  const std::uint64_t size = folder.checkpoint.size;
  TileMaker tree;
  const auto nothing = [](const std::string&, absl::string_view) {
    return absl::OkStatus();
  };
  while (tree.size() < size) {
    const auto width = static_cast<std::size_t>(
        std::min<std::uint64_t>(kTileWidth, size - tree.size()));
    const std::string name = BundlePath(tree.size() / kTileWidth, width);
    KITH_ASSIGN_OR_RETURN(const std::string bytes,
                          ReadFileOf(folder.path, name, kMostBundleBytes));
    KITH_ASSIGN_OR_RETURN(
        const std::vector<std::string> leaves,
        ParseBundle(absl::StrCat(folder.path, "/", name), bytes));
    if (leaves.size() != width) return NotAsSigned(folder.path);
    for (const std::string& leaf : leaves) {
      KITH_RETURN_IF_ERROR(CheckPlace(folder.path, tree.size(), leaf));
      KITH_RETURN_IF_ERROR(take(tree.size(), leaf));
      KITH_RETURN_IF_ERROR(tree.Add(leaf, nothing));
    }
    progress(tree.size(), size);
  }
  return tree.Root() == folder.checkpoint.root ? absl::OkStatus()
                                               : NotAsSigned(folder.path);
}

}  // namespace kith::tlog
