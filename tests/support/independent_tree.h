// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_SUPPORT_INDEPENDENT_TREE_H_
#define KITH_TESTS_SUPPORT_INDEPENDENT_TREE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "keys/hash.h"

// What a verifier who has read the RFCs, and none of our code, would compute:
// shares nothing with keys/tlog but SHA-256.
namespace kith::tests {

inline Hash LeafOf(absl::string_view bytes) {
  return Sha256({absl::string_view("\0", 1), bytes});
}
inline Hash NodeOf(const Hash& left, const Hash& right) {
  return Sha256({absl::string_view("\1", 1), HashView(left), HashView(right)});
}

// MTH of RFC 6962 section 2.1, as it is written there.
inline Hash TreeHead(absl::Span<const Hash> leaves) {
  if (leaves.empty()) return Sha256("");
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = 1;
  while (2 * k < leaves.size()) k *= 2;
  return NodeOf(TreeHead(leaves.first(k)), TreeHead(leaves.subspan(k)));
}

// RFC 9162 section 2.1.3.2.
inline bool InclusionHolds(std::uint64_t index, std::uint64_t size, Hash hash,
                           const std::vector<Hash>& path, const Hash& root) {
  if (index >= size) return false;
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  for (const Hash& p : path) {
    if (sn == 0) return false;
    if ((fn & 1) == 1 || fn == sn) {
      hash = NodeOf(p, hash);
      while ((fn & 1) == 0 && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      hash = NodeOf(hash, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && hash == root;
}

// RFC 9162 section 2.1.4.2, for 0 < first < second.
inline bool ConsistencyHolds(std::uint64_t first, std::uint64_t second,
                             const Hash& first_root, const Hash& second_root,
                             std::vector<Hash> path) {
  if (path.empty()) return false;
  if ((first & (first - 1)) == 0) path.insert(path.begin(), first_root);
  std::uint64_t fn = first - 1;
  std::uint64_t sn = second - 1;
  while ((fn & 1) == 1) fn >>= 1, sn >>= 1;
  Hash fr = path[0];
  Hash sr = path[0];
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (sn == 0) return false;
    if ((fn & 1) == 1 || fn == sn) {
      fr = NodeOf(path[i], fr);
      sr = NodeOf(path[i], sr);
      while ((fn & 1) == 0 && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      sr = NodeOf(sr, path[i]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == first_root && sr == second_root;
}

// A padded proof: u8 count, then 64 places of 32 bytes.
inline std::vector<Hash> HashesOf(absl::string_view padded) {
  std::vector<Hash> hashes;
  if (padded.size() != 1 + 64 * 32) return hashes;
  const auto count = static_cast<unsigned char>(padded[0]);
  for (std::size_t i = 0; i < count; ++i) {
    hashes.push_back(HashFromBytes(padded.substr(1 + i * 32, 32)));
  }
  return hashes;
}
// A packed path: hashes one after another.
inline std::vector<Hash> PathOf(absl::string_view packed) {
  std::vector<Hash> hashes;
  for (std::size_t at = 0; at + 32 <= packed.size(); at += 32) {
    hashes.push_back(HashFromBytes(packed.substr(at, 32)));
  }
  return hashes;
}

struct TreeState {
  std::uint64_t size = 0;
  Hash root = {};
};
// Size and root as a checkpoint's text states them.
inline std::optional<TreeState> StateOf(absl::string_view checkpoint) {
  const std::vector<std::string> lines = absl::StrSplit(checkpoint, '\n');
  TreeState state;
  std::string root;
  if (lines.size() < 4 || !absl::SimpleAtoi(lines[1], &state.size) ||
      !absl::Base64Unescape(lines[2], &root) || root.size() != 32) {
    return std::nullopt;
  }
  state.root = HashFromBytes(root);
  return state;
}

}  // namespace kith::tests

#endif  // KITH_TESTS_SUPPORT_INDEPENDENT_TREE_H_
