// SPDX-License-Identifier: Apache-2.0
#include "keys/program/stop_signals.h"

#include <pthread.h>
#include <sys/prctl.h>

#include "absl/synchronization/mutex.h"

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
  int received = 0;
  sigwait(&stop, &received);
}

}  // namespace kith
