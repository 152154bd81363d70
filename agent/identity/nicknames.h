// SPDX-License-Identifier: Apache-2.0
//
// Forenames that are one name: Bill and William, Muhammad and Mohammed.
#ifndef KITH_AGENT_IDENTITY_NICKNAMES_H_
#define KITH_AGENT_IDENTITY_NICKNAMES_H_

#include "absl/strings/string_view.h"

namespace kith::agent {

// The form that stands for the group of `forename` (one part, [A-Z0-9]), or
// `forename` itself if it is in none. A group holds only names that parents
// would not give to two children of one family: Sean and John, Henry and Harry,
// Amelia and Millie are not grouped, for twins carry such pairs.
absl::string_view CanonicalForename(absl::string_view forename);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_NICKNAMES_H_
