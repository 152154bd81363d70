// SPDX-License-Identifier: Apache-2.0
#include "keys/base/background.h"

#include <sys/resource.h>
#include <unistd.h>

#include "keys/base/logging.h"

namespace kith {
namespace {

constexpr int kNice = 10;

}  // namespace

void WorkInBackground() {
  const id_t self = static_cast<id_t>(gettid());
  if (getpriority(PRIO_PROCESS, self) >= kNice) return;
  if (setpriority(PRIO_PROCESS, self, kNice) != 0) {
    LogWarning("not_in_background");
  }
}

}  // namespace kith
