// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/publish_loop.h"

#include "keys/base/logging.h"
#include "keys/base/run_behind.h"

namespace kith::agent {
namespace {

constexpr absl::Duration kIdle = absl::Seconds(60);
constexpr absl::Duration kAfterFailure = absl::Seconds(2);
// The broker inserts within the interval; a little later all is there.
constexpr absl::Duration kGrace = absl::Milliseconds(100);

}  // namespace

void PublishLoop::Start() {
  thread_ = std::thread([this] { RunUntilStopped(); });
}

void PublishLoop::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    changed_.SignalAll();
  }
  if (thread_.joinable()) thread_.join();
}

void PublishLoop::Wake() {
  publish_.RegisterChanged();
  absl::MutexLock lock(&mutex_);
  woken_ = true;
  changed_.SignalAll();
}

// All of the register is read for it, so not while rows are on their way: when
// something changed, and once a minute.
void PublishLoop::CountNames() {
  const absl::Duration now = parts_.clock.Monotonic();
  {
    absl::MutexLock lock(&mutex_);
    if (!woken_ && now - names_counted_ < kIdle) return;
    woken_ = false;
  }
  names_counted_ = now;
  const absl::Status counted = names_.Rebuild();
  if (!counted.ok()) LogWarning("names_not_counted", {{"why", counted}});
}

void PublishLoop::RunUntilStopped() {
  while (true) {
    RunBehind(Behind::kQuestions, [&] { CountNames(); });
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
    }
    absl::StatusOr<bool> done = false;
    RunBehind(Behind::kQuestions, [&] { done = publish_.Run(); });
    const absl::Status told = tell_waiting_();
    absl::Duration wait = kIdle;
    if (!done.ok()) {
      LogWarning("publishing_waits", {{"why", done.status()}});
      wait = kAfterFailure;
    } else if (!*done) {
      wait = absl::Milliseconds(
                 parts_.network.Get()->file().times().publish_interval_ms()) +
             kGrace;
    }
    if (!told.ok()) {
      LogWarning("recalls_wait", {{"why", told}});
      wait = kAfterFailure;
    }
    absl::MutexLock lock(&mutex_);
    const absl::Time until = parts_.clock.Now() + wait;
    while (!woken_ && !stopping_) {
      const absl::Duration left = until - parts_.clock.Now();
      if (left <= absl::ZeroDuration() ||
          changed_.WaitWithTimeout(&mutex_, left)) {
        break;
      }
    }
  }
}

}  // namespace kith::agent
