// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BASE_FAKE_CLOCK_H_
#define KITH_KEYS_BASE_FAKE_CLOCK_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "keys/base/clock.h"

namespace kith {

// A clock for tests: stands still until told otherwise. Thread-safe.
class FakeClock final : public Clock {
 public:
  absl::Time Now() const override {
    absl::MutexLock lock(&mutex_);
    return now_;
  }
  absl::Duration Monotonic() const override {
    absl::MutexLock lock(&mutex_);
    return monotonic_;
  }

  // Both clocks move on together, as they do in life.
  void Advance(absl::Duration by) {
    absl::MutexLock lock(&mutex_);
    now_ += by;
    monotonic_ += by;
  }
  // Somebody sets the wall clock; the monotonic one does not notice.
  void Jump(absl::Duration by) {
    absl::MutexLock lock(&mutex_);
    now_ += by;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_) = absl::FromUnixSeconds(1893456000);
  absl::Duration monotonic_ ABSL_GUARDED_BY(mutex_) = absl::Hours(1);
};

}  // namespace kith

#endif  // KITH_KEYS_BASE_FAKE_CLOCK_H_
