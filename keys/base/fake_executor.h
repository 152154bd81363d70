// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BASE_FAKE_EXECUTOR_H_
#define KITH_KEYS_BASE_FAKE_EXECUTOR_H_

#include <map>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "keys/base/executor.h"
#include "keys/base/fake_clock.h"

namespace kith {

// An Executor for tests: nothing runs until the test lets time pass, and then
// it runs on the test's own thread. Thread-safe: a log's writer may post here.
class FakeExecutor final : public Executor {
 public:
  explicit FakeExecutor(FakeClock& clock) : clock_(clock) {}

  void Post(Work work) override { At(clock_.Monotonic(), std::move(work)); }
  void At(absl::Duration when, Work work) override {
    absl::MutexLock lock(&mutex_);
    due_.emplace(when, std::move(work));
  }

  // Lets `by` pass, running what falls due in its order.
  void Advance(absl::Duration by) {
    const absl::Duration until = clock_.Monotonic() + by;
    while (const std::optional<Due> next = TakeDue(until)) {
      AdvanceTo(next->when);
      next->work();
    }
    AdvanceTo(until);
  }
  void RunDue() { Advance(absl::ZeroDuration()); }

  // When the next function is due; nullopt if none waits.
  std::optional<absl::Duration> NextDue() const {
    absl::MutexLock lock(&mutex_);
    if (due_.empty()) return std::nullopt;
    return due_.begin()->first;
  }

 private:
  struct Due {
    absl::Duration when;
    Work work;
  };

  std::optional<Due> TakeDue(absl::Duration until) {
    absl::MutexLock lock(&mutex_);
    const auto next = due_.begin();
    if (next == due_.end() || next->first > until) return std::nullopt;
    Due due{next->first, std::move(next->second)};
    due_.erase(next);
    return due;
  }
  void AdvanceTo(absl::Duration when) {
    const absl::Duration now = clock_.Monotonic();
    if (when > now) clock_.Advance(when - now);
  }

  FakeClock& clock_;
  mutable absl::Mutex mutex_;
  std::multimap<absl::Duration, Work> due_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith

#endif  // KITH_KEYS_BASE_FAKE_EXECUTOR_H_
