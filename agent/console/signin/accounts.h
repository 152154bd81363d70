// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_ACCOUNTS_H_
#define KITH_AGENT_CONSOLE_SIGNIN_ACCOUNTS_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "agent/console/signin/identity.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"

namespace kith::console {

// How long a browser counts as one that signed in before.
inline constexpr absl::Duration kDeviceLasts = absl::Hours(24 * 180);

struct AccountLimits {
  // Passwords are checked so many at once, each in 64 MiB and some tenths of a
  // second; one more for browsers that signed in before, so that a crowd of
  // strangers does not keep them out.
  int passwords_at_once = 2;
  int passwords_waiting = 16;        // Of each kind. More are sent away.
  std::size_t most_counts = 20'000;  // Failures are remembered of so many.
};

// Signing in with a local account: password and code of an authenticator app.
//
// Failures are counted by name and browser: a browser that signed in with that
// account before (its device cookie) has its own count, others one by address
// (IPv6: by /64). 5 are free, then 1, 2, 4 ... 30 minutes' wait. Over all
// browsers that never signed in, 50 a name are free. So whoever does not know
// the password cannot lock out the one who does, at a browser they used before.
//
// Thread-safe. The file is read at each call, so that `kith account` needs no
// restart. Beside it, FILE.state (0600) keeps the key of device cookies and
// which codes were used: written before a sign-in succeeds.
class Accounts {
 public:
  // FAILED_PRECONDITION if another process serves the file; INVALID_ARGUMENT if
  // it is no file of accounts, or FILE.state is none; as ReadPrivateFile() and
  // ReplacePrivateFile(). Computes one password hash. `clock` and `random` must
  // outlive this object.
  static absl::StatusOr<std::unique_ptr<Accounts>> Open(
      const std::string& file, const Clock& clock, Random& random,
      AccountLimits limits = {});
  ~Accounts();

  struct Attempt {
    absl::string_view name;
    absl::string_view password;
    absl::string_view code;    // 6 digits; spaces are left out.
    absl::string_view peer;    // The address that connected, without its port.
    absl::string_view device;  // kDeviceCookie's value; empty if it had none.
  };
  struct SignedIn {
    Identity who;
    Tokens tokens;
    std::string device;  // New value for kDeviceCookie; lasts kDeviceLasts.
  };
  // UNAUTHENTICATED, with the same words and about the same work, whichever of
  // the three was wrong. RESOURCE_EXHAUSTED, saying for how long, while one
  // must wait; nothing is tried then. UNAVAILABLE if too many sign in at once
  // or the files cannot be read or written: nothing was counted. Blocks its
  // thread for some tenths of a second.
  absl::StatusOr<SignedIn> Check(const Attempt& attempt);

  // The account's roles as they are now. UNAUTHENTICATED if it is gone or its
  // password was changed: the session ends. UNAVAILABLE if the file cannot be
  // read.
  absl::StatusOr<SignedIn> Recheck(const Tokens& tokens);

 private:
  class Impl;
  explicit Accounts(std::unique_ptr<Impl> impl);
  const std::unique_ptr<Impl> impl_;
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_ACCOUNTS_H_
