// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/tiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "keys/tlog/merkle.h"

namespace kith::tlog {
namespace {

using Files = std::map<std::string, std::string>;

std::string EntryOf(std::uint64_t i) { return absl::StrCat("entry ", i); }

Files TilesOf(std::uint64_t entries, TileMaker& maker) {
  Files files;
  const auto emit = [&](const std::string& path, absl::string_view bytes) {
    EXPECT_TRUE(files.emplace(path, bytes).second) << path;
    return absl::OkStatus();
  };
  while (maker.size() < entries) {
    EXPECT_TRUE(maker.Add(EntryOf(maker.size()), emit).ok());
  }
  EXPECT_TRUE(maker.EmitPartial(emit).ok());
  return files;
}

// The examples of C2SP tlog-tiles.
TEST(TilesTest, PathsAreThoseOfTheSpecification) {
  EXPECT_EQ(TilePath(0, 1'234'067, 256), "tile/0/x001/x234/067");
  EXPECT_EQ(TilePath(1, 0, 17), "tile/1/000.p/17");
  EXPECT_EQ(BundlePath(1'000, 9), "tile/entries/x001/000.p/9");
}

TEST(TilesTest, ALogOfSeventyThousandHasTheTilesOfTheSpecification) {
  TileMaker maker;
  const Files files = TilesOf(70'000, maker);
  int full = 0;
  for (const auto& [path, bytes] : files) {
    full += path.starts_with("tile/0/") && !path.ends_with(".p/112") ? 1 : 0;
  }
  EXPECT_EQ(full, 273);
  EXPECT_EQ(files.at("tile/0/273.p/112").size(), 112 * kHashBytes);
  EXPECT_EQ(files.at("tile/1/000").size(), 256 * kHashBytes);
  EXPECT_EQ(files.at("tile/1/001.p/17").size(), 17 * kHashBytes);
  EXPECT_EQ(files.at("tile/2/000.p/1").size(), kHashBytes);
  EXPECT_EQ(TileCount(70'000), files.size());
}

TEST(TilesTest, TheRootIsTheTreesAtEverySize) {
  TileMaker maker;
  MerkleTree tree;
  const auto emit = [](const std::string&, absl::string_view) {
    return absl::OkStatus();
  };
  EXPECT_EQ(maker.Root(), EmptyRoot());
  int wrong = 0;
  for (std::uint64_t i = 0; i < 66'000; ++i) {
    ASSERT_TRUE(maker.Add(EntryOf(i), emit).ok());
    tree.Append(LeafHash(EntryOf(i)));
    const bool looked_at = i < 1'100 || i > 65'000 || i % 997 == 0;
    if (looked_at && maker.Root() != tree.Root()) ++wrong;
  }
  EXPECT_EQ(wrong, 0);
}

TEST(TilesTest, EveryTileHoldsTheRootsOfThoseBelow) {
  TileMaker maker;
  const Files files = TilesOf(66'000, maker);
  MerkleTree tree;
  for (int i = 0; i < 66'000; ++i) tree.Append(LeafHash(EntryOf(i)));
  const std::string& leaves = files.at("tile/0/003");
  EXPECT_EQ(leaves.substr(0, kHashBytes), HashBytes(tree.leaf_hash(768)));
  MerkleTree first;
  for (int i = 0; i < 256; ++i) first.Append(tree.leaf_hash(i));
  EXPECT_EQ(files.at("tile/1/000").substr(0, kHashBytes),
            HashBytes(first.Root()));
  EXPECT_EQ(files.at("tile/2/000.p/1"), HashBytes(tree.Root(65'536)));
}

TEST(TilesTest, CountsAreThoseOfTheFiles) {
  for (const std::uint64_t size : {0, 1, 255, 256, 257, 512, 65'536, 65'537}) {
    TileMaker maker;
    EXPECT_EQ(TilesOf(size, maker).size(), TileCount(size)) << size;
  }
}

TEST(TilesTest, AnEntryStandsBehindItsLength) {
  TileMaker maker;
  const Files files = TilesOf(2, maker);
  EXPECT_EQ(files.at("tile/entries/000.p/2"),
            std::string("\0\7entry 0\0\7entry 1", 18));
  EXPECT_EQ(maker.Add(std::string(65'536, 'x'), nullptr).code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith::tlog
