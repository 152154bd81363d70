// SPDX-License-Identifier: Apache-2.0
#include "keys/program/stop_signals.h"

#include <pthread.h>
#include <sys/prctl.h>

namespace kith {

sigset_t PrepareDaemon() {
  prctl(PR_SET_DUMPABLE, 0);
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return stop;
}

void WaitForStop(const sigset_t& stop) {
  int received = 0;
  sigwait(&stop, &received);
}

}  // namespace kith
