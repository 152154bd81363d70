// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BASE_EXECUTOR_H_
#define KITH_KEYS_BASE_EXECUTOR_H_

#include <functional>
#include <map>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "keys/base/clock.h"

namespace kith {

// Runs functions soon, or at a time of the monotonic clock. A flow that must
// wait hands its next step over to one of these; no thread is held meanwhile.
//
// Thread-safe. Functions may call Post() and At(). After Stop() nothing that
// has not begun is run.
class Executor {
 public:
  using Work = std::function<void()>;

  virtual ~Executor() = default;
  virtual void Post(Work work) = 0;
  // Runs `work` at `when` (Clock::Monotonic()), or soon if that has passed.
  virtual void At(absl::Duration when, Work work) = 0;
};

// An Executor with threads of its own.
class ThreadedExecutor final : public Executor {
 public:
  // `clock` must outlive this object.
  ThreadedExecutor(const Clock& clock, int threads);
  ~ThreadedExecutor() override;

  void Post(Work work) override;
  void At(absl::Duration when, Work work) override;

  // Waits for what is running and forgets the rest. Idempotent.
  void Stop();

 private:
  void RunUntilStopped();

  const Clock& clock_;
  absl::Mutex mutex_;
  absl::CondVar changed_;
  std::multimap<absl::Duration, Work> due_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace kith

#endif  // KITH_KEYS_BASE_EXECUTOR_H_
