// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/merkle.h"

#include <bit>

namespace kith::tlog {
namespace {

// The largest power of two smaller than `n`; n > 1.
std::uint64_t SplitPoint(std::uint64_t n) { return std::bit_floor(n - 1); }

absl::Status BadProof() {
  return absl::InvalidArgumentError("the proof does not hold");
}

}  // namespace

Hash LeafHash(absl::string_view leaf) {
  return Sha256({absl::string_view("\0", 1), leaf});
}

Hash NodeHash(const Hash& left, const Hash& right) {
  return Sha256({absl::string_view("\1", 1), HashView(left), HashView(right)});
}

Hash EmptyRoot() { return Sha256(""); }

Hash RootOf(absl::Span<const Hash> hashes) {
  if (hashes.size() == 1) return hashes[0];
  const std::size_t split = SplitPoint(hashes.size());
  return NodeHash(RootOf(hashes.first(split)), RootOf(hashes.subspan(split)));
}

void MerkleTree::Append(const Hash& leaf_hash) {
  Hash hash = leaf_hash;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    levels_[level].push_back(hash);
    const std::size_t count = levels_[level].size();
    if (count % 2 != 0) return;
    hash = NodeHash(levels_[level][count - 2], levels_[level][count - 1]);
  }
}

Hash MerkleTree::RangeRoot(std::uint64_t begin, std::uint64_t end) const {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count) && begin % count == 0) {
    const int level = std::countr_zero(count);
    return levels_[level][begin >> level];
  }
  const std::uint64_t middle = begin + SplitPoint(count);
  return NodeHash(RangeRoot(begin, middle), RangeRoot(middle, end));
}

Hash MerkleTree::Root(std::uint64_t size) const {
  return size == 0 ? EmptyRoot() : RangeRoot(0, size);
}

void MerkleTree::Path(std::uint64_t index, std::uint64_t begin,
                      std::uint64_t end, Proof& proof) const {
  if (end - begin == 1) return;
  const std::uint64_t middle = begin + SplitPoint(end - begin);
  if (index < middle) {
    Path(index, begin, middle, proof);
    proof.push_back(RangeRoot(middle, end));
  } else {
    Path(index, middle, end, proof);
    proof.push_back(RangeRoot(begin, middle));
  }
}

Proof MerkleTree::Inclusion(std::uint64_t index, std::uint64_t size) const {
  Proof proof;
  Path(index, 0, size, proof);
  return proof;
}

void MerkleTree::SubProof(std::uint64_t old_size, std::uint64_t begin,
                          std::uint64_t end, bool whole, Proof& proof) const {
  if (old_size == end - begin) {
    if (!whole) proof.push_back(RangeRoot(begin, end));
    return;
  }
  const std::uint64_t split = SplitPoint(end - begin);
  const std::uint64_t middle = begin + split;
  if (old_size <= split) {
    SubProof(old_size, begin, middle, whole, proof);
    proof.push_back(RangeRoot(middle, end));
  } else {
    SubProof(old_size - split, middle, end, false, proof);
    proof.push_back(RangeRoot(begin, middle));
  }
}

Proof MerkleTree::Consistency(std::uint64_t old_size,
                              std::uint64_t new_size) const {
  Proof proof;
  if (old_size == 0 || old_size == new_size) return proof;
  SubProof(old_size, 0, new_size, true, proof);
  return proof;
}

// RFC 9162 section 2.1.3.2.
absl::Status VerifyInclusion(std::uint64_t index, std::uint64_t size,
                             const Hash& leaf_hash,
                             absl::Span<const Hash> proof, const Hash& root) {
  if (index >= size) return BadProof();
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  Hash hash = leaf_hash;
  for (const Hash& step : proof) {
    if (sn == 0) return BadProof();
    if (fn % 2 == 1 || fn == sn) {
      hash = NodeHash(step, hash);
      while (fn % 2 == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      hash = NodeHash(hash, step);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && hash == root ? absl::OkStatus() : BadProof();
}

// RFC 9162 section 2.1.4.2.
absl::Status VerifyConsistency(std::uint64_t old_size, const Hash& old_root,
                               std::uint64_t new_size, const Hash& new_root,
                               absl::Span<const Hash> proof) {
  if (old_size > new_size) return BadProof();
  if (old_size == 0) return proof.empty() ? absl::OkStatus() : BadProof();
  if (old_size == new_size) {
    return proof.empty() && old_root == new_root ? absl::OkStatus()
                                                 : BadProof();
  }
  // A complete old tree is its own first node and is left out of the proof.
  std::vector<Hash> path(proof.begin(), proof.end());
  if (std::has_single_bit(old_size)) path.insert(path.begin(), old_root);
  if (path.empty()) return BadProof();
  std::uint64_t fn = old_size - 1;
  std::uint64_t sn = new_size - 1;
  while (fn % 2 == 1) {
    fn >>= 1;
    sn >>= 1;
  }
  Hash from_old = path[0];
  Hash from_new = path[0];
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (sn == 0) return BadProof();
    if (fn % 2 == 1 || fn == sn) {
      from_old = NodeHash(path[i], from_old);
      from_new = NodeHash(path[i], from_new);
      while (fn % 2 == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      from_new = NodeHash(from_new, path[i]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  const bool holds = sn == 0 && from_old == old_root && from_new == new_root;
  return holds ? absl::OkStatus() : BadProof();
}

std::string PackProof(absl::Span<const Hash> proof) {
  std::string packed;
  packed.reserve(proof.size() * kHashBytes);
  for (const Hash& hash : proof) packed += HashBytes(hash);
  return packed;
}

absl::StatusOr<Proof> UnpackProof(absl::string_view packed) {
  if (packed.size() % kHashBytes != 0 ||
      packed.size() > kPaddedHashes * kHashBytes) {
    return absl::InvalidArgumentError("a proof of a wrong length");
  }
  Proof proof;
  for (std::size_t at = 0; at < packed.size(); at += kHashBytes) {
    proof.push_back(HashFromBytes(packed.substr(at, kHashBytes)));
  }
  return proof;
}

std::string PadProof(absl::Span<const Hash> proof) {
  std::string padded(1, static_cast<char>(proof.size()));
  padded += PackProof(proof);
  padded.resize(kPaddedProofBytes, '\0');
  return padded;
}

absl::StatusOr<Proof> UnpadProof(absl::string_view padded) {
  if (padded.size() != kPaddedProofBytes) {
    return absl::InvalidArgumentError("a padded proof of a wrong length");
  }
  const std::size_t count = static_cast<unsigned char>(padded[0]);
  if (count > kPaddedHashes) {
    return absl::InvalidArgumentError("a proof of too many hashes");
  }
  const std::size_t used = 1 + count * kHashBytes;
  if (padded.find_first_not_of('\0', used) != absl::string_view::npos) {
    return absl::InvalidArgumentError("a proof whose padding is not zero");
  }
  return UnpackProof(padded.substr(1, count * kHashBytes));
}

}  // namespace kith::tlog
