// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_SESSIONS_H_
#define KITH_AGENT_CONSOLE_SIGNIN_SESSIONS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "agent/console/signin/identity.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "keys/hash.h"

namespace kith::console {

struct SessionLimits {
  absl::Duration idle = absl::Minutes(15);      // Ends when unused so long.
  absl::Duration longest = absl::Minutes(600);  // Ends when so old.
  std::size_t most = 10'000;                    // In all.
  std::size_t most_each = 8;                    // Of one person.
};

// One person signed in with one browser; a copy as it was when it was found.
struct Session {
  std::uint64_t number = 0;  // 63 random bits, never 0: the agent logs it.
  Identity who;
  std::string form_token;  // Goes into every form: see FormTokenMatches().
  absl::Time begun;
  Tokens tokens;
  // How long ago the roles were confirmed last; signing in confirms them.
  absl::Duration confirmed_ago;
};

// True if a form carried this session's token. Compared in constant time.
bool FormTokenMatches(const Session& session, absl::string_view submitted);

// Who is signed in. In memory only: a restart signs everybody out. What is kept
// of a cookie is its SHA-256, so that memory that leaks opens no session.
//
// Thread-safe. Times are the monotonic clock's.
class Sessions {
 public:
  // `clock` and `random` must outlive this object.
  Sessions(const Clock& clock, Random& random, SessionLimits limits);

  // A new session; the value for kSessionCookie, 43 characters. Always a new
  // one: end the one that the browser had, if any. Over `most_each`, that
  // person's session that was unused longest ends. RESOURCE_EXHAUSTED over
  // `most`; INVALID_ARGUMENT for an identity that is none.
  absl::StatusOr<std::string> Begin(const Identity& who, const Tokens& tokens);

  // The session, and it counts as used. UNAUTHENTICATED if there is none,
  // whether it ended or never was.
  absl::StatusOr<Session> Find(absl::string_view cookie);

  // Ends it; harmless if there is none.
  void End(absl::string_view cookie);
  // Ends every session of that person; how many there were.
  std::size_t EndAllOf(absl::string_view staff);

  // True if the roles were confirmed `every` ago or longer and nobody else is
  // asking: the caller is to ask now. A claim whose answer never comes lapses
  // after a minute. A refresh token may be good only once, so that two must
  // not ask at once.
  bool ClaimRecheck(absl::string_view cookie, absl::Duration every);

  // The roles as they were confirmed just now, with the tokens that confirm
  // them next time. UNAUTHENTICATED if the session has ended;
  // INVALID_ARGUMENT, and the session ends, without a role or with one that
  // is none.
  absl::Status ChangeRoles(absl::string_view cookie,
                           const std::vector<std::string>& roles,
                           const Tokens& tokens);

  // The tokens that confirm the roles next time, while it is not known whether
  // they still hold: nothing else changes. Harmless if the session has ended.
  void KeepTokens(absl::string_view cookie, const Tokens& tokens);

  // Ends those that were unused too long or are too old. The numbers of all
  // that ended since it was called last, in whatever way: what is kept of them
  // elsewhere can go. To be called every minute.
  std::vector<std::uint64_t> Sweep();

  // How many last.
  std::size_t Count();

 private:
  struct Kept {
    std::uint64_t number = 0;
    Identity who;
    std::string form_token;
    Tokens tokens;
    absl::Time begun;
    absl::Duration began;  // Monotonic, as are those below.
    absl::Duration used;
    absl::Duration confirmed;
    absl::Duration claimed = -absl::InfiniteDuration();
  };
  using Table = absl::flat_hash_map<Hash, Kept>;

  bool HasEnded(const Kept& kept, absl::Duration now) const;
  // The session if it lasts; one that has ended is dropped.
  Table::iterator Lasting(absl::string_view cookie, absl::Duration now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Drop(Table::iterator it) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropEnded(absl::Duration now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void MakeRoomFor(absl::string_view staff)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::uint64_t NewNumber() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  Random& random_;
  const SessionLimits limits_;
  absl::Mutex mutex_;
  Table sessions_ ABSL_GUARDED_BY(mutex_);
  // Not yet told by Sweep().
  std::vector<std::uint64_t> ended_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_SESSIONS_H_
