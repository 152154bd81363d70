// SPDX-License-Identifier: Apache-2.0
//
// Processor time, user and system, to the nanosecond.
#ifndef KITH_DEPLOY_BENCH_PROCESS_CPU_H_
#define KITH_DEPLOY_BENCH_PROCESS_CPU_H_

#include <sys/types.h>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace kith::deploy {

// Of all threads of a process so far, those that have ended included. /proc
// tells the same in ticks of 10 ms. UNAVAILABLE if there is no such process.
absl::StatusOr<absl::Duration> CpuOfProcess(pid_t pid);

// Of the calling thread so far.
absl::Duration CpuOfThisThread();

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_PROCESS_CPU_H_
