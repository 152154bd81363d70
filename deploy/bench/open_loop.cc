// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/open_loop.h"

#include <cmath>
#include <deque>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"

namespace kith::deploy {
namespace {

// A question that is made is some seconds old at most when it is asked.
constexpr std::size_t kAhead = 64;
constexpr absl::Duration kBehind = absl::Milliseconds(5);
constexpr std::size_t kSides = std::size_t{1} << 40;

// What is made and not begun, and how many have not ended. Thread-safe.
class Ready {
 public:
  explicit Ready(std::size_t calls) : left_(calls) {}

  void Put(OpenLoop::Begin begin) {
    absl::MutexLock lock(&mutex_);
    while (made_.size() >= kAhead) changed_.Wait(&mutex_);
    made_.push_back(std::move(begin));
    changed_.SignalAll();
  }
  OpenLoop::Begin Take() {
    absl::MutexLock lock(&mutex_);
    while (made_.empty()) changed_.Wait(&mutex_);
    OpenLoop::Begin begin = std::move(made_.front());
    made_.pop_front();
    changed_.SignalAll();
    return begin;
  }
  void Ended() {
    absl::MutexLock lock(&mutex_);
    if (--left_ == 0) changed_.SignalAll();
  }
  void WaitUntilAllEnded() {
    absl::MutexLock lock(&mutex_);
    while (left_ > 0) changed_.Wait(&mutex_);
  }

 private:
  absl::Mutex mutex_;
  absl::CondVar changed_;
  std::deque<OpenLoop::Begin> made_ ABSL_GUARDED_BY(mutex_);
  std::size_t left_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

OpenLoop::Result OpenLoop::Run(const Clock& clock) const {
  Ready ready(times.size());
  std::thread maker([&] {
    for (std::size_t i = 0; i < times.size(); ++i) ready.Put(make(i));
  });
  Result result;
  const absl::Duration began = clock.Monotonic();
  for (const absl::Duration time : times) {
    const Begin begin = ready.Take();
    absl::SleepFor(began + time - clock.Monotonic());
    if (clock.Monotonic() - began - time > kBehind) ++result.behind;
    begin([&ready] { ready.Ended(); });
  }
  ready.WaitUntilAllEnded();
  maker.join();
  result.time = clock.Monotonic() - began;
  return result;
}

std::vector<absl::Duration> RandomTimes(std::size_t count, double rate,
                                        Dice& dice) {
  std::vector<absl::Duration> times;
  double seconds = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double part =
        (static_cast<double>(dice.Below(kSides)) + 0.5) / double{kSides};
    seconds -= std::log(part) / rate;
    times.push_back(absl::Seconds(seconds));
  }
  return times;
}

}  // namespace kith::deploy
