// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_IDENTITY_H_
#define KITH_AGENT_CONSOLE_SIGNIN_IDENTITY_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace kith::console {

// Who signed in, and as what. What the agent's own list of staff allows them
// bounds it.
struct Identity {
  std::string staff;               // The name at the desk: see IsStaffName().
  std::vector<std::string> roles;  // At least one: see IsRole(). Each once.
};

// 1 to 64 bytes of [A-Za-z0-9._@-].
bool IsStaffName(absl::string_view name);

// "practitioner", "front-door", "lead-practitioner", "manager", "dpo", "it".
bool IsRole(absl::string_view role);

// The roles that IsRole() knows, for a message: "practitioner, front-door,
// ...".
std::string RolesInWords();

// What a session is confirmed by while it lasts: with the agency's provider
// (OpenId::Recheck) if `access` is not empty, else with the file of accounts
// (Accounts::Recheck). Secret: never in a log, a page or a cookie.
struct Tokens {
  std::string staff;    // Whose they are.
  std::string subject;  // The provider's own name for them.
  std::string access;   // Access token.
  std::string refresh;  // Refresh token; empty: none was given.
  std::string account;  // Of a local account: which password it was, hashed.
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_IDENTITY_H_
