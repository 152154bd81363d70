// SPDX-License-Identifier: Apache-2.0
//
// Who somebody is: as typed or imported (PersonDetails) and as compared
// (Identity). Nothing outside agent/identity knows what a name looks like.
#ifndef KITH_AGENT_IDENTITY_IDENTITY_H_
#define KITH_AGENT_IDENTITY_IDENTITY_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kith::agent {

// The schemes whose numbers this code can check; every other is carried.
inline constexpr char kNhsNumberScheme[] = "nhs-number";
inline constexpr char kUpnScheme[] = "upn";

// Bounds every Identity keeps, whether normalised here or received.
inline constexpr std::size_t kMaxNameParts = 8;
inline constexpr std::size_t kMaxNamePartBytes = 24;
inline constexpr std::size_t kMaxSchemeBytes = 24;
inline constexpr std::size_t kMaxIdentifierBytes = 32;
inline constexpr std::size_t kMaxIdentifiers = 8;
inline constexpr std::size_t kMaxPreviousAddresses = 3;
inline constexpr std::size_t kMaxAddressPartBytes = 16;

// A capsule's content has room for this much identity, in bytes.
inline constexpr std::size_t kMaxCapsuleIdentityBytes = 320;

// A number that an authority gave a person. `scheme` is 1 to 24 bytes of
// [a-z0-9_-]; `value`, once normalised, 1 to 32 bytes of [A-Z0-9].
struct Identifier {
  std::string scheme;
  std::string value;

  friend bool operator==(const Identifier&, const Identifier&) = default;
};

// Where somebody lived, as typed: fields as in PersonDetails.
struct PreviousAddress {
  std::string postcode{};
  std::string house{};

  friend bool operator==(const PreviousAddress&,
                         const PreviousAddress&) = default;
};

// Raw text, UTF-8, as somebody typed it or a system exported it. Every field
// may be empty.
struct PersonDetails {
  std::string forenames{};
  std::string surname{};
  std::vector<std::string> previous_surnames{};
  std::string date_of_birth{};  // See ParseDateOfBirth() for the forms read.
  std::string sex{};
  std::string postcode{};
  std::string house{};  // A house number, or an address line that holds one.
  std::vector<Identifier> identifiers{};
  // The first three with a postcode of their own are used.
  std::vector<PreviousAddress> previous_addresses{};
  // Not empty: an unborn child, due on that day or "unknown"; everything else
  // is then the mother's.
  std::string expected_date{};

  friend bool operator==(const PersonDetails&, const PersonDetails&) = default;
};

enum class DateQuality {
  kNone,  // Not given, or a placeholder: year, month and day are 0.
  kWeak,  // 1 January, or no day (0), or no month (0): only the year is worth
          // anything.
  kFull,
};

struct DateOfBirth {
  int year = 0;
  int month = 0;
  int day = 0;
  DateQuality quality = DateQuality::kNone;

  friend bool operator==(const DateOfBirth&, const DateOfBirth&) = default;
};

enum class Sex { kUnknown, kFemale, kMale };

// Where somebody lives or lived: never in a capsule, an answer or a log. The
// house may be empty where the rest is not.
struct Address {
  std::string outward{};  // "NX1"
  std::string inward{};   // "1AA"
  std::string house{};    // "12A"

  friend bool operator==(const Address&, const Address&) = default;
};

// A normalised person. Name parts are 1 to 24 bytes of [A-Z0-9]. An empty list
// or string says that the field is missing.
struct Identity {
  std::vector<std::string> forenames{};          // The working forename first.
  std::vector<std::string> surname{};            // The principal part first.
  std::vector<std::string> previous_surnames{};  // Parts of all of them.
  DateOfBirth date_of_birth;
  Sex sex = Sex::kUnknown;
  std::string outward{};                      // "NX1"
  std::string inward{};                       // "1AA"
  std::string house{};                        // "12A"
  std::vector<Address> previous_addresses{};  // At most 3, not the present one.
  std::vector<Identifier> identifiers{};
  // An unborn child: everything above is the mother's.
  bool unborn = false;
  DateOfBirth expected_date{};  // Of an unborn child alone; all of it, or none.

  friend bool operator==(const Identity&, const Identity&) = default;
};

// The identity as it travels in a capsule: without any address, at most
// kMaxCapsuleIdentityBytes. Deterministic. Lists are cut to fit (identifiers
// before previous surnames), a part never: it never fails.
//
// Layout: version 1 | year u16 big endian | month | day | quality | sex |
// forenames | surname | identifiers | previous surnames. A list is a count u8,
// then each item as length u8 and bytes; an identifier is two items. Of an
// unborn child version 2: the same with the expected date, laid out as the date
// of birth, behind the sex.
std::string SerializeForCapsule(const Identity& identity);

// The inverse; `bytes` comes from another agency and is not trusted.
// INVALID_ARGUMENT for whatever SerializeForCapsule() could not have written:
// wrong version, too long, cut short, left-over bytes, characters or dates that
// no normaliser produces.
absl::StatusOr<Identity> ParseFromCapsule(absl::string_view bytes);

// The identity as the agency's own register keeps it: with its addresses.
//
// Layout: version 1 | count u8 of addresses, the present one first | each as
// outward, inward and house, a length u8 in front of each | as in a capsule.
std::string SerializeForRegister(const Identity& identity);

// The inverse. INVALID_ARGUMENT as ParseFromCapsule().
absl::StatusOr<Identity> ParseFromRegister(absl::string_view bytes);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_IDENTITY_H_
