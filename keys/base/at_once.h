// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BASE_AT_ONCE_H_
#define KITH_KEYS_BASE_AT_ONCE_H_

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace kith {

// Calls `run` with each of 0 to `count` - 1, in no order, on up to `threads`
// threads (at least 1, the caller's among them), and waits for them. After an
// error no further call is begun; returns the first. `run` must be thread-safe.
absl::Status RunAtOnce(std::size_t count, int threads,
                       absl::FunctionRef<absl::Status(std::size_t)> run);

// One thread a core, and one for what waits on another machine.
int ThreadsForAllCores();

}  // namespace kith

#endif  // KITH_KEYS_BASE_AT_ONCE_H_
