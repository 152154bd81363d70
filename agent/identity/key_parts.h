// SPDX-License-Identifier: Apache-2.0
//
// What match keys are put together from.
#ifndef KITH_AGENT_IDENTITY_KEY_PARTS_H_
#define KITH_AGENT_IDENTITY_KEY_PARTS_H_

#include <string>
#include <vector>

#include "agent/identity/identity.h"

namespace kith::agent {

enum class KeyPart {
  kNone,
  // The first two letters of the forename that is compared first, in its
  // canonical form. None of an initial.
  kForenamePrefix,
  // Of each part of the surname, then of each previous one.
  kSurname,        // Its skeleton.
  kSurnamePrefix,  // Its first two letters.
  // A forename's and a surname's together, smaller first, so that names in
  // another order give the same.
  kBothNames,  // Skeletons; of the first forename, then of the further ones.
  kBothPrefixes,
  // Of a full date of birth; kYear also of a weak one. A day and a month that
  // are both at most 12 count as unordered in kDate and kDayMonth.
  kDate,
  kYear,
  kYearDay,
  kDayMonth,
  // Of the present address, then of each previous one.
  kPostcode,
  kSector,  // The postcode without its last two letters.
  kHouse,
  kSectorHouse,
};

// The values of one part, the best first; empty if the identity has none. Each
// is of letters and digits, the two of a pair with a space between them.
std::vector<std::string> ValuesOf(const Identity& identity, KeyPart part);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_KEY_PARTS_H_
