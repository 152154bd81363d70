// SPDX-License-Identifier: Apache-2.0
//
// Forenames in two tiers: those that are one name (Bill and William, Muhammad
// and Mohammed) and those that are near (Sean and John, Amelia and Millie).
#ifndef KITH_AGENT_IDENTITY_NICKNAMES_H_
#define KITH_AGENT_IDENTITY_NICKNAMES_H_

#include "absl/strings/string_view.h"

namespace kith::agent {

// The form that stands for the group of `forename` (one part, [A-Z0-9]), or
// `forename` itself if it is in none. A group holds only names that parents
// would not give to two children of one family: Sean and John, Henry and Harry,
// Amelia and Millie are not grouped, for twins carry such pairs.
absl::string_view CanonicalForename(absl::string_view forename);

// Whether two forenames are different names that two children of one family
// may well carry, or that are one person's only sometimes. For the comparator:
// such a pair is never as good as one name, however alike the two are written.
// False for forms of one name (CanonicalForename() is equal) and for names that
// have nothing to do with each other. Symmetric.
bool AreNearForenames(absl::string_view a, absl::string_view b);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_NICKNAMES_H_
