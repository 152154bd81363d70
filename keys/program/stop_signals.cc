// SPDX-License-Identifier: Apache-2.0
#include "keys/program/stop_signals.h"

#include <pthread.h>
#include <sys/prctl.h>
#include <systemd/sd-daemon.h>

#include <cstdint>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace kith {

sigset_t PrepareDaemon() {
  prctl(PR_SET_DUMPABLE, 0);
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  signal(SIGPIPE, SIG_IGN);
  // As packaged, Abseil looks for cycles at every lock, gRPC's too, under one
  // lock for all of them, and would end the program. Tests keep looking.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  return stop;
}

void WaitForStop(const sigset_t& stop) {
  std::uint64_t watched_us = 0;
  const bool watched = sd_watchdog_enabled(0, &watched_us) > 0;
  const timespec half = absl::ToTimespec(
      watched ? absl::Microseconds(watched_us) / 2 : absl::Hours(24));
  sd_notify(0, "READY=1");
  while (sigtimedwait(&stop, nullptr, &half) < 0) {
    if (watched) sd_notify(0, "WATCHDOG=1");
  }
  sd_notify(0, "STOPPING=1");
}

}  // namespace kith
