// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PROGRAM_BECOME_OWNER_H_
#define KITH_KEYS_PROGRAM_BECOME_OWNER_H_

#include <string>

#include "absl/status/status.h"

namespace kith {

// If this is root, and the folder that `path` lies in is another user's: the
// whole process works as that user from here on, for good. What they have put
// there, a link say, then leads it nowhere that they may not go themselves.
//
// PERMISSION_DENIED, naming the account, if that cannot be done; NOT_FOUND if
// there is no such folder.
absl::Status BecomeOwnerOfFolder(const std::string& path);

}  // namespace kith

#endif  // KITH_KEYS_PROGRAM_BECOME_OWNER_H_
