// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_SIGNIN_BEGUN_H_
#define KITH_AGENT_CONSOLE_SIGNIN_SIGNIN_BEGUN_H_

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "keys/secret.h"

namespace kith::console {

// One sign-in at the provider that was begun; each value 43 characters.
struct SigninBegun {
  std::string cookie;    // What the browser keeps: over 43.
  std::string state;     // Comes back in the address.
  std::string nonce;     // Comes back in the token.
  std::string verifier;  // PKCE's (RFC 7636): shown to the provider at the end.
  std::string Challenge() const;  // S256 of it.
};

// Sign-ins that were begun, without keeping them: the cookie is random bytes
// and a time, authenticated; the rest follows from it by a key of this process.
// A restart makes people begin again.
//
// Thread-safe. Times are the monotonic clock's.
class SigninsBegun {
 public:
  // Those that ended are kept till they would be too old, at most so many: then
  // the one that ended first is forgotten, so that nobody can keep others from
  // signing in. It could be used again only with its cookie, its state and a
  // code that the provider gave for it anew.
  static constexpr std::size_t kMostUsed = 65'536;

  SigninsBegun(const Clock& clock, Random& random,
               std::size_t most_used = kMostUsed);

  SigninBegun Begin();

  // The sign-in of that cookie, once. UNAUTHENTICATED if the cookie is none of
  // ours or too old, `state` is another's, or it was taken before.
  absl::StatusOr<SigninBegun> Take(absl::string_view cookie,
                                   absl::string_view state);

 private:
  SigninBegun From(absl::string_view head) const;
  std::string Derive(absl::string_view what, absl::string_view head) const;
  void ForgetOld(absl::Duration now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  Random& random_;
  const std::size_t most_used_;
  const Secret key_;
  absl::Mutex mutex_;
  absl::flat_hash_set<std::string> used_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::pair<absl::Duration, std::string>> order_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_SIGNIN_BEGUN_H_
