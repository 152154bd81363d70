// SPDX-License-Identifier: Apache-2.0
#include "keys/base/at_once.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace kith {
namespace {

class FirstError {
 public:
  void Update(const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    first_.Update(status);
  }
  absl::Status Get() const {
    absl::MutexLock lock(&mutex_);
    return first_;
  }

 private:
  mutable absl::Mutex mutex_;
  absl::Status first_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::Status RunAtOnce(std::size_t count, int threads,
                       absl::FunctionRef<absl::Status(std::size_t)> run) {
  FirstError error;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    while (error.Get().ok()) {
      const std::size_t mine = next++;
      if (mine >= count) return;
      error.Update(run(mine));
    }
  };
  std::vector<std::thread> others;
  const std::size_t wanted =
      std::min<std::size_t>(static_cast<std::size_t>(threads), count);
  for (std::size_t i = 1; i < wanted; ++i) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  return error.Get();
}

int ThreadsForAllCores() {
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())) +
         1;
}

}  // namespace kith
