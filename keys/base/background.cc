// SPDX-License-Identifier: Apache-2.0
#include "keys/base/background.h"

#include <sys/resource.h>
#include <unistd.h>

#include <thread>

#include "keys/base/logging.h"

namespace kith {
namespace {

// Each step of niceness is a quarter more of a processor that two want.
int NicenessOf(Behind what) { return what == Behind::kAnswers ? 5 : 10; }

}  // namespace

void StepBehind(Behind what) {
  const id_t self = static_cast<id_t>(gettid());
  const int niceness = NicenessOf(what);
  if (getpriority(PRIO_PROCESS, self) >= niceness) return;
  if (setpriority(PRIO_PROCESS, self, niceness) != 0) {
    LogWarning("not_in_background");
  }
}

void RunBehind(Behind what, absl::FunctionRef<void()> work) {
  std::thread([&] {
    StepBehind(what);
    work();
  }).join();
}

}  // namespace kith
