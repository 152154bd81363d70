// SPDX-License-Identifier: Apache-2.0
//
// What an identity is looked for by. Keys leave this machine only as blinded
// group elements; their text never does.
#ifndef KITH_AGENT_IDENTITY_MATCH_KEYS_H_
#define KITH_AGENT_IDENTITY_MATCH_KEYS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "agent/identity/identity.h"

namespace kith::agent {

// A subject has this many token slots in an epoch.
inline constexpr std::size_t kMaxMatchKeys = 16;

inline constexpr std::size_t kNetworkIdBytes = 32;

// The kind of a key made of both names and the full date of birth.
inline constexpr char kNameKeyKind[] = "KN";

struct MatchKey {
  std::string kind;     // An identifier's scheme, or "KN".
  bool strong = false;  // Whether it opens a question alone.
  // The kind and every value, each behind its length as u16 big endian: two
  // different lists of values never give the same bytes.
  std::string input;

  friend bool operator==(const MatchKey&, const MatchKey&) = default;
};

// The keys of profile `strict`, all strong, equal ones once, at most 16, in
// this order: identifiers of `schemes_allowed`; KN of each surname part; KN of
// each previous surname part. KN is of (skeleton of the canonical first
// forename, skeleton of that part, date of birth with day and month unordered).
// No KN without a forename of two letters or a full date of birth. Empty if the
// identity gives none.
std::vector<MatchKey> StrictKeys(const Identity& identity,
                                 absl::Span<const std::string> schemes_allowed);

// The bytes that key holders evaluate blindly: label "kith/v1/oprf", 0x00,
// network id, normaliser version as u16 big endian, key.input (which holds the
// kind). INVALID_ARGUMENT if `network_id` is not 32 bytes.
absl::StatusOr<std::string> OprfInput(absl::string_view network_id,
                                      const MatchKey& key);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_MATCH_KEYS_H_
