// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_RELEASE_FENCE_H_
#define KITH_BROKER_FLOWS_RELEASE_FENCE_H_

#include <functional>
#include <list>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "broker/store/store.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"

namespace kith::broker {

// How long an asker may still show a release after it was made.
inline constexpr absl::Duration kReleaseLife = absl::Seconds(10);

// What a release must not rest on, read again in the transaction that logs it:
// the grounds among `ground_refs` that are not known, were withdrawn or ended
// by `now`. Codes as StoreTransaction.
absl::StatusOr<std::set<std::string>> EndedGrounds(
    StoreTransaction& transaction, const std::vector<std::string>& ground_refs,
    absl::Time now);

// Makes a withdrawal wait for the releases it came too late for: those that
// rest on its grounds and that the asker has neither accepted nor dropped.
//
// Thread-safe. After a restart it cannot know, so for kReleaseLife it takes
// every ground to have an unacknowledged release.
class ReleaseFence {
 public:
  // Both must outlive this object.
  ReleaseFence(const Clock& clock, Executor& executor)
      : clock_(clock),
        executor_(executor),
        blind_until_(clock.Monotonic() + kReleaseLife) {}

  // To be called before a release that rests on `ground_refs` is committed.
  void Releasing(const std::string& enquiry_id,
                 const std::vector<std::string>& ground_refs);
  // The asker has accepted or dropped it, or it was never made.
  void Settled(const std::string& enquiry_id);

  // Calls `clear` once, when no unsettled release rests on any of
  // `ground_refs`, or kReleaseLife from now: whichever is first.
  void WhenClear(const std::vector<std::string>& ground_refs,
                 std::function<void()> clear);

 private:
  struct Waiter {
    std::set<std::string> enquiries;
    std::function<void()> clear;
  };
  void GiveUpWaiting(std::list<Waiter>::iterator waiter);

  const Clock& clock_;
  Executor& executor_;
  const absl::Duration blind_until_;
  absl::Mutex mutex_;
  std::map<std::string, std::vector<std::string>> unsettled_
      ABSL_GUARDED_BY(mutex_);
  std::list<Waiter> waiters_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_RELEASE_FENCE_H_
