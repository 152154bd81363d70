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

// The kind of the strong key made of both names and the full date of birth.
inline constexpr char kNameKeyKind[] = "KN";

// In front of the kinds of an unborn child's keys, which are the mother's
// otherwise: neither is ever found by the other's.
inline constexpr char kUnbornPrefix[] = "unborn-";

// Which keys a person is published under. kStrict: the strong ones alone;
// sensitive services and silent shields, whatever the network's profile.
enum class Profile { kStrict, kStandard };

// "strict" or "standard", as the network file says it. INVALID_ARGUMENT for any
// other word.
absl::StatusOr<Profile> ParseProfile(absl::string_view word);

struct MatchKey {
  // An identifier's scheme, "KN" or a weak key's name; of an unborn child
  // behind kUnbornPrefix.
  std::string kind;
  bool strong = false;  // Whether it opens a question alone.
  // The kind and every value, each behind its length as u16 big endian: two
  // different lists of values never give the same bytes.
  std::string input;

  friend bool operator==(const MatchKey&, const MatchKey&) = default;
};

// Whether it is KN, of an unborn child too.
bool IsNameKey(const MatchKey& key);

// Equal keys once, at most 16: identifiers of `schemes_allowed`, KN, then (for
// kStandard) the first value of each weak key, then further values of KN and of
// the weak keys: surname parts, previous names and addresses. Empty if the
// identity gives none. docs/spec/tokens.md lists them.
std::vector<MatchKey> PublishedKeys(
    const Identity& identity, absl::Span<const std::string> schemes_allowed,
    Profile profile);

// The keys a question carries: those of every profile, or people published
// under another would never be found.
std::vector<MatchKey> AskedKeys(const Identity& identity,
                                absl::Span<const std::string> schemes_allowed);

// Whether who is published under one list can open a question that carries the
// other: one strong key in common, or two weak ones.
bool Opens(absl::Span<const MatchKey> asked,
           absl::Span<const MatchKey> published);

// What of an address agrees. A question carries none: a holder knows only which
// of its keys opened it.
struct AddressAgreement {
  bool postcode = false;
  bool sector = false;  // All of the postcode but its last two letters.
  bool house = false;
};

// What the kinds of the keys that opened a question say of the address.
AddressAgreement AddressOf(absl::Span<const std::string> opened_kinds);

// The bytes that key holders evaluate blindly: label "kith/v1/oprf", 0x00,
// network id, normaliser version as u16 big endian, key.input (which holds the
// kind). INVALID_ARGUMENT if `network_id` is not 32 bytes.
absl::StatusOr<std::string> OprfInput(absl::string_view network_id,
                                      const MatchKey& key);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_MATCH_KEYS_H_
