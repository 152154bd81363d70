// SPDX-License-Identifier: Apache-2.0
#include "keys/base/executor.h"

#include <utility>

namespace kith {

ThreadedExecutor::ThreadedExecutor(const Clock& clock, int threads)
    : clock_(clock) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { RunUntilStopped(); });
  }
}

ThreadedExecutor::~ThreadedExecutor() { Stop(); }

// Behind what is overdue already: however much is posted, a timer has its turn.
void ThreadedExecutor::Post(Work work) {
  At(clock_.Monotonic(), std::move(work));
}

void ThreadedExecutor::At(absl::Duration when, Work work) {
  absl::MutexLock lock(&mutex_);
  if (stopped_) return;
  due_.emplace(when, std::move(work));
  changed_.Signal();
}

void ThreadedExecutor::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    changed_.SignalAll();
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  std::multimap<absl::Duration, Work> forgotten;
  absl::MutexLock lock(&mutex_);
  forgotten.swap(due_);
}

void ThreadedExecutor::RunUntilStopped() {
  while (true) {
    Work work;
    {
      absl::MutexLock lock(&mutex_);
      while (!stopped_) {
        if (due_.empty()) {
          changed_.Wait(&mutex_);
          continue;
        }
        const absl::Duration wait = due_.begin()->first - clock_.Monotonic();
        if (wait <= absl::ZeroDuration()) break;
        changed_.WaitWithTimeout(&mutex_, wait);
      }
      if (stopped_) return;
      work = std::move(due_.begin()->second);
      due_.erase(due_.begin());
      if (!due_.empty()) changed_.Signal();
    }
    work();
  }
}

}  // namespace kith
