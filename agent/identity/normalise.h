// SPDX-License-Identifier: Apache-2.0
//
// Raw details to an Identity: the only place that decides what two spellings
// of one person have in common. Version 2; rule by rule in
// docs/spec/normaliser.md.
#ifndef KITH_AGENT_IDENTITY_NORMALISE_H_
#define KITH_AGENT_IDENTITY_NORMALISE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "agent/identity/date_of_birth.h"
#include "agent/identity/identity.h"

namespace kith::agent {

// Part of every token: two agencies with different versions never meet, so a
// change of any rule below is a new version and re-tokenises everything.
inline constexpr std::uint16_t kNormaliserVersion = 2;

struct NormaliseOptions {
  // Whether NHS numbers of the range kept for tests (999 ...) are accepted.
  bool test_network = false;
  DateOrder date_order = DateOrder::kDayFirst;
};

// Names, addresses and sex never fail: what cannot be used is missing. "Amara,
// Dina" in one name field while the other is empty is both names.
//
// INVALID_ARGUMENT, naming the field and never its value, for a date of birth,
// an expected date, an NHS number or a UPN that cannot be read, and for an
// identifier whose scheme or value is empty, too long or of other characters.
absl::StatusOr<Identity> Normalise(const PersonDetails& details,
                                   const NormaliseOptions& options);

enum class NameKind { kForename, kSurname };

// The parts of a name, at most 8, the one that is compared first in front: a
// title and a particle are no part; "Mc Donald", "Abd al-Rahman" are one; a
// surname that many people carry by custom (Kaur, Begum), a patronymic and a
// Mohammed before another forename go behind. Empty if nothing usable is left:
// a placeholder ("Baby", "Unknown"), a date or a postcode that strayed into the
// column, no letter at all.
std::vector<std::string> NormaliseName(absl::string_view text, NameKind kind);

// Whether a normalised part is carried by custom rather than descent (Singh,
// Kaur, Begum ...): two strangers often share it.
bool IsGenericSurname(absl::string_view part);

struct Postcode {
  std::string outward;
  std::string inward;
};

// Both parts, or two empty strings: a text that is no postcode, or one that
// says "no fixed abode" (ZZ99, XX99), is missing. Repairs O/0, I/1 and S/5.
Postcode NormalisePostcode(absl::string_view text);

// The building's number with its suffix ("12A"), of a range or a pair ("3-5",
// "12/3") the first; the flat's if there is no other; empty if the line has
// none.
std::string NormaliseHouse(absl::string_view text);

// Ten digits. Spaces, no-break spaces and hyphens are dropped. INVALID_ARGUMENT
// if anything else is in it, the check digit (Modulus 11) is wrong, all digits
// are one, or it is of the test range outside a test network.
absl::StatusOr<std::string> NormaliseNhsNumber(absl::string_view text,
                                               const NormaliseOptions& options);

// Letters and digits in upper case, for schemes without rules of their own.
// NHS numbers go through NormaliseNhsNumber(), UPNs through NormaliseUpn().
// INVALID_ARGUMENT as Normalise().
absl::StatusOr<Identifier> NormaliseIdentifier(const Identifier& raw,
                                               const NormaliseOptions& options);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_NORMALISE_H_
