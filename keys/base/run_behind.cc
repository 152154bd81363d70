// SPDX-License-Identifier: Apache-2.0
#include "keys/base/run_behind.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <system_error>
#include <thread>

#include "absl/status/status.h"
#include "keys/base/logging.h"

namespace kith {
namespace {

// Each step of niceness is a quarter more of a processor that two want.
int NicenessOf(Behind what) { return what == Behind::kAnswers ? 5 : 10; }

void StepBehind(Behind what) {
  const id_t self = static_cast<id_t>(gettid());
  const int niceness = NicenessOf(what);
  if (getpriority(PRIO_PROCESS, self) >= niceness) return;
  if (setpriority(PRIO_PROCESS, self, niceness) == 0) return;
  const absl::Status why = absl::ErrnoToStatus(errno, "setpriority");
  static std::once_flag said;
  std::call_once(said, [&] { LogWarning("works_in_front", {{"why", why}}); });
}

}  // namespace

void RunBehind(Behind what, absl::FunctionRef<void()> work) {
  std::thread behind;
  try {
    behind = std::thread([&] {
      StepBehind(what);
      work();
    });
  } catch (const std::system_error&) {
    return work();  // No thread can be had; it is done all the same.
  }
  behind.join();
}

}  // namespace kith
