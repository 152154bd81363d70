// SPDX-License-Identifier: Apache-2.0
#include "keys/program/account_name.h"

#include <pwd.h>

#include <array>

#include "absl/strings/str_cat.h"

namespace kith {

std::string AccountName(uid_t account) {
  passwd entry = {};
  passwd* found = nullptr;
  std::array<char, 4096> text;
  if (getpwuid_r(account, &entry, text.data(), text.size(), &found) != 0 ||
      found == nullptr) {
    return absl::StrCat(account);
  }
  return found->pw_name;
}

}  // namespace kith
