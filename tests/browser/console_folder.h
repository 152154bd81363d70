// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_BROWSER_CONSOLE_FOLDER_H_
#define KITH_TESTS_BROWSER_CONSOLE_FOLDER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "keys/base/random.h"

namespace kith::tests {

// One agency's web console in a test network.
struct ConsolePlan {
  std::string agency;
  int port = 0;              // On loopback.
  std::string agent_folder;  // Where agent.textproto and desk.sock are.
  std::string folder;        // The console's own; made.
  std::string issuer;        // The OpenID provider, http on loopback.
  bool has_secret = false;   // Its client has one, else it is a public client.
  std::string accounts;      // File of local accounts; empty for none.
};

// What the OpenID provider must know of such a client: who it is, and its
// secret (empty for a public one).
std::string ClientIdOf(const ConsolePlan& plan);
std::string ClientSecretOf(const ConsolePlan& plan);
std::string OriginOf(const ConsolePlan& plan);

// Writes console.textproto, a certificate for "localhost" and 127.0.0.1 by an
// authority of its own (authority.pem), and its key. The agents of a
// demonstration take the account of this process for the console's.
absl::Status WriteConsoleFolder(const ConsolePlan& plan, absl::Time now,
                                Random& random);

}  // namespace kith::tests

#endif  // KITH_TESTS_BROWSER_CONSOLE_FOLDER_H_
