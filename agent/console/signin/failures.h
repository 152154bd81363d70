// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_FAILURES_H_
#define KITH_AGENT_CONSOLE_SIGNIN_FAILURES_H_

#include <cstddef>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "keys/base/clock.h"
#include "keys/hash.h"

namespace kith::console {

// Attempts that failed, and how long the next must wait: `free` of them not at
// all, then 1, 2, 4 ... 30 minutes since the last. Forgotten a day after the
// last.
//
// Thread-safe. Times are the monotonic clock's.
class Failures {
 public:
  // Remembers at most `most`; over that, the one whose last is oldest goes.
  // `clock` must outlive this object.
  Failures(const Clock& clock, std::size_t most);

  // An attempt begins, and counts as failed until it is cleared or taken back:
  // many at once are no more tries than one after another. RESOURCE_EXHAUSTED,
  // saying for how long, if it must wait; nothing is counted then.
  absl::Status Begin(const Hash& of, int free);

  // The attempt was not made after all, or did not fail.
  void TakeBack(const Hash& of);
  // It succeeded: what failed before is forgotten.
  void Clear(const Hash& of);

 private:
  struct Count {
    int failed = 0;
    absl::Duration last;
  };
  void MakeRoom(absl::Duration now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  const std::size_t most_;
  absl::Mutex mutex_;
  absl::flat_hash_map<Hash, Count> counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_FAILURES_H_
