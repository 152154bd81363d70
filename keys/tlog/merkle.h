// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLOG_MERKLE_H_
#define KITH_KEYS_TLOG_MERKLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "keys/hash.h"

// The Merkle tree of RFC 6962 section 2.1 over SHA-256: a leaf is hashed behind
// 0x00, a node behind 0x01. Pure: no I/O, no clock.
namespace kith::tlog {

using Proof = std::vector<Hash>;

Hash LeafHash(absl::string_view leaf);
Hash NodeHash(const Hash& left, const Hash& right);
// The hash of no leaves: SHA-256 of nothing.
Hash EmptyRoot();

// The root over hashes of whole subtrees of one size, the last of which may be
// smaller; at least one.
Hash RootOf(absl::Span<const Hash> hashes);

// An append-only tree, in memory: 64 bytes a leaf. Not thread-safe.
class MerkleTree {
 public:
  void Append(const Hash& leaf_hash);

  std::uint64_t size() const { return levels_.empty() ? 0 : levels_[0].size(); }
  // Of the first `size` leaves; `size` must not exceed size().
  Hash Root(std::uint64_t size) const;
  Hash Root() const { return Root(size()); }
  const Hash& leaf_hash(std::uint64_t index) const { return levels_[0][index]; }

  // The path of leaf `index` in the tree of the first `size` leaves;
  // index < size <= size().
  Proof Inclusion(std::uint64_t index, std::uint64_t size) const;
  // That the first `new_size` leaves begin with the first `old_size`;
  // old_size <= new_size <= size(). Empty if old_size is 0 or new_size.
  Proof Consistency(std::uint64_t old_size, std::uint64_t new_size) const;

 private:
  Hash RangeRoot(std::uint64_t begin, std::uint64_t end) const;
  void Path(std::uint64_t index, std::uint64_t begin, std::uint64_t end,
            Proof& proof) const;
  void SubProof(std::uint64_t old_size, std::uint64_t begin, std::uint64_t end,
                bool whole, Proof& proof) const;

  // levels_[k][i] covers the leaves [i * 2^k, (i + 1) * 2^k).
  std::vector<std::vector<Hash>> levels_;
};

// INVALID_ARGUMENT if `proof` does not lead from the leaf to `root`.
absl::Status VerifyInclusion(std::uint64_t index, std::uint64_t size,
                             const Hash& leaf_hash,
                             absl::Span<const Hash> proof, const Hash& root);
// INVALID_ARGUMENT if the new tree is not shown to begin with the old one.
// Every tree begins with the tree of size 0.
absl::Status VerifyConsistency(std::uint64_t old_size, const Hash& old_root,
                               std::uint64_t new_size, const Hash& new_root,
                               absl::Span<const Hash> proof);

// A proof as bytes of one length, whatever it holds, so that its length tells
// nothing: u8 count, then kPaddedHashes hashes, unused ones zero.
inline constexpr std::size_t kPaddedHashes = 64;
inline constexpr std::size_t kPaddedProofBytes = 1 + kPaddedHashes * kHashBytes;
std::string PadProof(absl::Span<const Hash> proof);
// INVALID_ARGUMENT for another length, a count too large, or non-zero padding.
absl::StatusOr<Proof> UnpadProof(absl::string_view padded);

// A proof as its hashes one after another, and back.
std::string PackProof(absl::Span<const Hash> proof);
absl::StatusOr<Proof> UnpackProof(absl::string_view packed);

}  // namespace kith::tlog

#endif  // KITH_KEYS_TLOG_MERKLE_H_
