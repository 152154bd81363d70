// SPDX-License-Identifier: Apache-2.0
// Proofs that somebody made up, of pieces of the real tree and of their own:
// nothing is accepted but the real leaf, the real root and the real proof.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "keys/hash.h"
#include "keys/tlog/merkle.h"

namespace {

using kith::Hash;
using kith::tlog::MerkleTree;
using kith::tlog::Proof;
using kith::tlog::VerifyConsistency;
using kith::tlog::VerifyInclusion;

constexpr std::size_t kMostLeaves = 70;
constexpr std::size_t kMostSteps = 70;

void Require(bool holds) {
  if (!holds) std::abort();
}

// What the input says, a byte at a time; zeros after its end.
struct Bytes {
  const std::uint8_t* data;
  std::size_t left;
  std::size_t Next() {
    if (left == 0) return 0;
    --left;
    return *data++;
  }
};

MerkleTree MakeTree(std::size_t size) {
  MerkleTree tree;
  for (std::size_t i = 0; i < size; ++i) {
    tree.Append(kith::tlog::LeafHash(absl::StrCat("leaf ", i)));
  }
  return tree;
}

// One step of a proof: of the real one, of the tree, or of nobody's.
Hash Step(const MerkleTree& tree, const Proof& real, std::size_t at,
          Bytes& bytes) {
  const std::size_t kind = bytes.Next() % 8;
  const std::size_t which = bytes.Next();
  if (kind < 4 && at < real.size()) return real[at];
  if (kind == 4 && !real.empty()) return real[which % real.size()];
  if (kind == 5) return tree.leaf_hash(which % tree.size());
  if (kind == 6) return tree.Root(1 + which % tree.size());
  Hash hash = {};
  hash[which % hash.size()] = static_cast<unsigned char>(kind);
  return hash;
}

Proof MadeUp(const MerkleTree& tree, const Proof& real, Bytes& bytes) {
  // Mostly of the real length, so that much of it fits.
  const std::size_t length =
      bytes.Next() % 4 == 0 ? bytes.Next() % kMostSteps : real.size();
  Proof proof;
  for (std::size_t i = 0; i < length; ++i) {
    proof.push_back(Step(tree, real, i, bytes));
  }
  return proof;
}

void CheckInclusion(const MerkleTree& tree, Bytes& bytes) {
  const std::uint64_t size = tree.size();
  const std::uint64_t index = bytes.Next() % size;
  const Proof real = tree.Inclusion(index, size);
  const Hash& leaf = tree.leaf_hash(index);
  Require(VerifyInclusion(index, size, leaf, real, tree.Root()).ok());

  const Proof proof = MadeUp(tree, real, bytes);
  const std::size_t flipped = bytes.Next();
  Hash changed = leaf;
  changed[flipped % changed.size()] ^= 1;
  Require(!VerifyInclusion(index, size, changed, proof, tree.Root()).ok());
  Require(VerifyInclusion(index, size, leaf, proof, tree.Root()).ok() ==
          (proof == real));
  Hash root = tree.Root();
  root[flipped % root.size()] ^= 1;
  Require(!VerifyInclusion(index, size, leaf, real, root).ok());
  Require(!VerifyInclusion(size, size, leaf, proof, tree.Root()).ok());
  // A node inside the tree is no leaf.
  Require(!VerifyInclusion(index, size, tree.Root(), proof, tree.Root()).ok() ||
          size == 1);
}

void CheckConsistency(const MerkleTree& tree, Bytes& bytes) {
  const std::uint64_t size = tree.size();
  const std::uint64_t old_size = 1 + bytes.Next() % size;
  const Proof real = tree.Consistency(old_size, size);
  const Hash old_root = tree.Root(old_size);
  Require(VerifyConsistency(old_size, old_root, size, tree.Root(), real).ok());

  const Proof proof = MadeUp(tree, real, bytes);
  Require(
      VerifyConsistency(old_size, old_root, size, tree.Root(), proof).ok() ==
      (proof == real));
  // Another history: a root that was flipped, and one of another size.
  Hash other = old_root;
  other[bytes.Next() % other.size()] ^= 1;
  Require(!VerifyConsistency(old_size, other, size, tree.Root(), proof).ok());
  Require(!VerifyConsistency(old_size, old_root, size, other, proof).ok());
  const std::uint64_t another = 1 + bytes.Next() % size;
  if (another != old_size) {
    Require(!VerifyConsistency(old_size, tree.Root(another), size, tree.Root(),
                               proof)
                 .ok());
  }
  Require(
      !VerifyConsistency(size + 1, old_root, size, tree.Root(), proof).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  Bytes bytes{data, size};
  const MerkleTree tree = MakeTree(1 + bytes.Next() % kMostLeaves);
  CheckInclusion(tree, bytes);
  CheckConsistency(tree, bytes);
  return 0;
}
