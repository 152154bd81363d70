// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BASE_BACKGROUND_H_
#define KITH_KEYS_BASE_BACKGROUND_H_

#include "absl/functional/function_ref.h"

namespace kith {

// Work gives way to what has less time: an answer is due within the release
// time and one that comes too late is none; a person waits for a question; for
// publishing nobody waits.
enum class Behind {
  kAnswers,    // A question's own work: a third of what each of those gets.
  kQuestions,  // Publishing: a tenth.
};

// From now on the calling thread, and threads it starts, get a processor after
// what they are behind. On Linux a thread has a niceness of its own
// (setpriority(2), "C library/kernel differences"), within its service's share
// of the machine. Never steps forward: that takes a right. Where a sandbox
// forbids it (the units of the packages do not) it stays in front, and the log
// says so once.
void StepBehind(Behind what);

// Runs `work` on a thread that has stepped behind, and waits for it: the
// caller's own place is kept. For work that takes milliseconds and holds no
// lock that an answer may wait for.
void RunBehind(Behind what, absl::FunctionRef<void()> work);

}  // namespace kith

#endif  // KITH_KEYS_BASE_BACKGROUND_H_
