// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/merkle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace kith::tlog {
namespace {

std::string Hex(const Hash& hash) {
  return absl::BytesToHexString(HashView(hash));
}

MerkleTree TreeOf(int leaves) {
  MerkleTree tree;
  for (int i = 0; i < leaves; ++i)
    tree.Append(LeafHash(absl::StrCat("leaf ", i)));
  return tree;
}

// The inputs and roots that certificate-transparency implementations share.
TEST(MerkleTreeTest, RootsAreThoseOfRfc6962) {
  const std::vector<std::string> leaves = {
      "",
      std::string("\0", 1),
      "\x10",
      "\x20\x21",
      "\x30\x31",
      "\x40\x41\x42\x43",
      "\x50\x51\x52\x53\x54\x55\x56\x57",
      "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  MerkleTree tree;
  for (const std::string& leaf : leaves) tree.Append(LeafHash(leaf));
  EXPECT_EQ(Hex(tree.Root(0)),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(tree.Root(1)),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(Hex(tree.Root(2)),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
  EXPECT_EQ(Hex(tree.Root(8)),
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

TEST(MerkleTreeTest, EveryInclusionProofHoldsForItsLeafOnly) {
  const MerkleTree tree = TreeOf(40);
  int wrong = 0;
  for (std::uint64_t size = 1; size <= 40; ++size) {
    for (std::uint64_t i = 0; i < size; ++i) {
      const Proof proof = tree.Inclusion(i, size);
      const Hash root = tree.Root(size);
      if (!VerifyInclusion(i, size, tree.leaf_hash(i), proof, root).ok())
        ++wrong;
      const std::uint64_t other = (i + 1) % 40;
      if (VerifyInclusion(i, size, tree.leaf_hash(other), proof, root).ok())
        ++wrong;
    }
  }
  EXPECT_EQ(wrong, 0);
}

TEST(MerkleTreeTest, EveryConsistencyProofHoldsForItsRootsOnly) {
  const MerkleTree tree = TreeOf(40);
  int wrong = 0;
  for (std::uint64_t size = 1; size <= 40; ++size) {
    for (std::uint64_t old = 1; old <= size; ++old) {
      const Proof proof = tree.Consistency(old, size);
      if (!VerifyConsistency(old, tree.Root(old), size, tree.Root(size), proof)
               .ok())
        ++wrong;
      if (VerifyConsistency(old, LeafHash("x"), size, tree.Root(size), proof)
              .ok())
        ++wrong;
      if (old < size &&
          VerifyConsistency(old, tree.Root(old), size, LeafHash("x"), proof)
              .ok())
        ++wrong;
    }
  }
  EXPECT_EQ(wrong, 0);
}

TEST(MerkleTreeTest, ALongerOrShorterProofDoesNotHold) {
  const MerkleTree tree = TreeOf(13);
  Proof longer = tree.Inclusion(3, 13);
  longer.push_back(longer.back());
  Proof shorter = tree.Inclusion(3, 13);
  shorter.pop_back();
  EXPECT_FALSE(
      VerifyInclusion(3, 13, tree.leaf_hash(3), longer, tree.Root()).ok());
  EXPECT_FALSE(
      VerifyInclusion(3, 13, tree.leaf_hash(3), shorter, tree.Root()).ok());
}

TEST(PaddedProofTest, LengthTellsNothingAndAllComesBack) {
  const MerkleTree tree = TreeOf(33);
  const Proof proof = tree.Inclusion(5, 33);
  const std::string padded = PadProof(proof);
  EXPECT_EQ(padded.size(), PadProof({}).size());
  EXPECT_EQ(*UnpadProof(padded), proof);
}

TEST(PaddedProofTest, WrongLengthCountOrPaddingIsRefused) {
  std::string padded = PadProof(TreeOf(5).Inclusion(1, 5));
  EXPECT_FALSE(UnpadProof(padded.substr(1)).ok());
  std::string dirty = padded;
  dirty.back() = 'x';
  EXPECT_FALSE(UnpadProof(dirty).ok());
  padded[0] = 65;
  EXPECT_FALSE(UnpadProof(padded).ok());
}

}  // namespace
}  // namespace kith::tlog
