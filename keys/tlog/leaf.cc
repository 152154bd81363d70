// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/leaf.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace kith::tlog {
namespace {

constexpr char kVersion = 1;

std::uint64_t ReadBigEndian64(absl::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes.substr(0, 8)) {
    value = value << 8 | static_cast<unsigned char>(byte);
  }
  return value;
}

}  // namespace

std::string LeafBytes(const Leaf& leaf) {
  return absl::StrCat(
      absl::string_view(&kVersion, 1), BigEndian64(leaf.index),
      BigEndian64(static_cast<std::uint64_t>(absl::ToUnixMillis(leaf.time))),
      HashView(leaf.commitment), HashView(leaf.network_file),
      HashView(leaf.policy));
}

absl::StatusOr<Leaf> ParseLeaf(absl::string_view bytes) {
  if (bytes.size() != kLeafBytes || bytes[0] != kVersion) {
    return absl::InvalidArgumentError("a leaf of a wrong length or version");
  }
  Leaf leaf;
  leaf.index = ReadBigEndian64(bytes.substr(1));
  leaf.time = absl::FromUnixMillis(
      static_cast<std::int64_t>(ReadBigEndian64(bytes.substr(9))));
  leaf.commitment = HashFromBytes(bytes.substr(17, kHashBytes));
  leaf.network_file = HashFromBytes(bytes.substr(17 + kHashBytes, kHashBytes));
  leaf.policy = HashFromBytes(bytes.substr(17 + 2 * kHashBytes, kHashBytes));
  return leaf;
}

std::string SealOpening(absl::string_view salt, absl::string_view opening) {
  return HmacSha256(salt, opening);
}

Hash Commitment(absl::string_view sealed_opening,
                absl::string_view public_part) {
  return Sha256({"kith/v1/commitment", sealed_opening, public_part});
}

std::string ReleasePublicPart(const Hash& slots_root,
                              const Hash& holders_root) {
  return HashBytes(Sha256(
      {"kith/v1/release", HashView(slots_root), HashView(holders_root)}));
}

std::string NoPublicPart() { return std::string(kHashBytes, '\0'); }

Hash HolderCommitment(absl::string_view salt, absl::string_view agency,
                      absl::string_view header,
                      absl::Span<const std::string> ground_refs) {
  const Hash header_hash = Sha256(header);
  const Hash refs_hash = Sha256(absl::StrJoin(ground_refs, ""));
  return Sha256(
      {"kith/v1/holder",
       JoinFields({salt, agency, HashView(header_hash), HashView(refs_hash)})});
}

}  // namespace kith::tlog
