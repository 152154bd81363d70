// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PROGRAM_ACCOUNT_NAME_H_
#define KITH_KEYS_PROGRAM_ACCOUNT_NAME_H_

#include <sys/types.h>

#include <string>

namespace kith {

// What the machine calls the account, or its number if it has no name for it.
std::string AccountName(uid_t account);

}  // namespace kith

#endif  // KITH_KEYS_PROGRAM_ACCOUNT_NAME_H_
