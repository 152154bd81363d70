// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/closed_loop.h"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"

namespace kith::deploy {
namespace {

absl::Duration ProcessCpu() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return absl::DurationFromTimeval(usage.ru_utime) +
         absl::DurationFromTimeval(usage.ru_stime);
}

// One loop while it runs. Thread-safe.
class Running {
 public:
  Running(const ClosedLoop& loop, const Clock& clock)
      : loop_(loop), clock_(clock) {}

  void Start() {
    for (std::size_t i = 0; i < loop_.in_flight; ++i) BeginNext();
  }
  void CountFromNow() { counting_ = true; }
  void Stop() {
    stopping_ = true;
    absl::MutexLock lock(&mutex_);
    while (in_flight_ > 0) ended_.Wait(&mutex_);
  }
  // No call is left to make, so that nothing more will end.
  bool RanDry() const { return ran_dry_; }
  std::uint64_t counted() const { return counted_; }
  std::uint64_t failed() const { return failed_; }

  std::vector<absl::Duration> SortedTimes() {
    absl::MutexLock lock(&mutex_);
    std::sort(times_.begin(), times_.end());
    return times_;
  }

 private:
  void BeginNext() {
    {
      absl::MutexLock lock(&mutex_);
      ++in_flight_;
    }
    const absl::Duration began = clock_.Monotonic();
    const bool begun =
        loop_.begin(next_++, [this, began](bool ok) { Ended(began, ok); });
    if (begun) return;
    ran_dry_ = true;
    Leave();
  }

  void Ended(absl::Duration began, bool ok) {
    if (!ok) ++failed_;
    if (counting_ && !stopping_) {
      ++counted_;
      const absl::Duration time = clock_.Monotonic() - began;
      absl::MutexLock lock(&mutex_);
      times_.push_back(time);
    }
    if (!stopping_) BeginNext();
    Leave();
  }

  void Leave() {
    absl::MutexLock lock(&mutex_);
    if (--in_flight_ == 0) ended_.SignalAll();
  }

  const ClosedLoop& loop_;
  const Clock& clock_;
  std::atomic<bool> counting_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> ran_dry_{false};
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> counted_{0};
  std::atomic<std::uint64_t> failed_{0};
  absl::Mutex mutex_;
  absl::CondVar ended_;
  std::size_t in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<absl::Duration> times_ ABSL_GUARDED_BY(mutex_);
};

// Sleeps, but not on when nothing happens any more.
void SleepWhileRunning(absl::Duration time, const Running& running,
                       const Clock& clock) {
  const absl::Duration until = clock.Monotonic() + time;
  while (clock.Monotonic() < until && !running.RanDry()) {
    absl::SleepFor(std::min(absl::Milliseconds(50), until - clock.Monotonic()));
  }
}

absl::Duration At(const std::vector<absl::Duration>& sorted, double part) {
  if (sorted.empty()) return absl::ZeroDuration();
  const auto last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<std::size_t>(last * part)];
}

}  // namespace

double LoopResult::Rate() const {
  const double seconds = absl::ToDoubleSeconds(time);
  return seconds <= 0 ? 0 : static_cast<double>(calls) / seconds;
}

LoopResult ClosedLoop::Run(const Clock& clock) const {
  Running running(*this, clock);
  running.Start();
  SleepWhileRunning(lead_in, running, clock);
  const absl::Duration began = clock.Monotonic();
  const absl::Duration cpu_before = ProcessCpu();
  const std::uint64_t commits_before = commits();
  running.CountFromNow();
  SleepWhileRunning(counted, running, clock);
  LoopResult result;
  result.calls = running.counted();
  result.time = clock.Monotonic() - began;
  result.cpu = ProcessCpu() - cpu_before;
  result.commits = commits() - commits_before;
  running.Stop();
  result.failed = running.failed();
  const std::vector<absl::Duration> times = running.SortedTimes();
  result.median = At(times, 0.5);
  result.slowest_1_in_100 = At(times, 0.99);
  return result;
}

}  // namespace kith::deploy
