// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/process_cpu.h"

#include <ctime>

#include "absl/strings/str_cat.h"

namespace kith::deploy {

absl::StatusOr<absl::Duration> CpuOfProcess(pid_t pid) {
  clockid_t clock;
  timespec time = {};
  if (clock_getcpuclockid(pid, &clock) != 0 ||
      clock_gettime(clock, &time) != 0) {
    return absl::UnavailableError(
        absl::StrCat("process ", pid, " has ended; see the programs' logs"));
  }
  return absl::DurationFromTimespec(time);
}

absl::Duration CpuOfThisThread() {
  timespec time = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return absl::DurationFromTimespec(time);
}

}  // namespace kith::deploy
