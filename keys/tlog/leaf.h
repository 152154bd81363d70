// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLOG_LEAF_H_
#define KITH_KEYS_TLOG_LEAF_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "keys/hash.h"

namespace kith::tlog {

// One entry of a log as the tree sees it. Tells when something happened and
// under which rules, and nothing else (docs/spec/log.md):
//
//   u8 version (1) || u64 index || u64 time, ms || commitment (32)
//   || network file hash (32) || policy hash (32), integers big-endian
inline constexpr std::size_t kLeafBytes = 1 + 8 + 8 + 3 * kHashBytes;

struct Leaf {
  std::uint64_t index = 0;
  absl::Time time;
  Hash commitment = {};
  Hash network_file = {};
  Hash policy = {};

  friend bool operator==(const Leaf&, const Leaf&) = default;
};

std::string LeafBytes(const Leaf& leaf);
// INVALID_ARGUMENT for another length or version.
absl::StatusOr<Leaf> ParseLeaf(absl::string_view bytes);

// A commitment has two parts, so that a holder can check the public one without
// learning the other:
//
//   sealed opening = HMAC-SHA-256(salt, opening)
//   commitment     = SHA-256("kith/v1/commitment" || sealed opening
//                            || public part)
//
// The public part is 32 bytes: ReleasePublicPart() for RELEASED, zeros else.
std::string SealOpening(absl::string_view salt, absl::string_view opening);
Hash Commitment(absl::string_view sealed_opening,
                absl::string_view public_part);
// SHA-256("kith/v1/release" || slots_root || holders_root).
std::string ReleasePublicPart(const Hash& slots_root, const Hash& holders_root);
std::string NoPublicPart();

// One of the 16 commitments a subject has under holders_root: which agency was
// sent which question, on which grounds. Others of the 16 are random.
//   SHA-256("kith/v1/holder" || JoinFields(salt, agency, SHA-256(header),
//                                          SHA-256(ground references, joined)))
Hash HolderCommitment(absl::string_view salt, absl::string_view agency,
                      absl::string_view header,
                      absl::Span<const std::string> ground_refs);

}  // namespace kith::tlog

#endif  // KITH_KEYS_TLOG_LEAF_H_
