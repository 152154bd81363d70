// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BASE_RUN_BEHIND_H_
#define KITH_KEYS_BASE_RUN_BEHIND_H_

#include "absl/functional/function_ref.h"

namespace kith {

// Work gives way to what has less time: an answer is due within the release
// time and one that comes too late is none; a person waits for a question; for
// publishing nobody waits.
enum class Behind {
  kAnswers,    // A question's own work: a third of what each of those gets.
  kQuestions,  // Publishing: a tenth.
};

// Runs `work` on a thread of its own, which gets a processor after what it is
// behind, as do threads that it starts; waits for it. The caller's own place is
// kept: on Linux a thread has a niceness of its own (setpriority(2), "C
// library/kernel differences"), and stepping forward again takes a right.
// `work` holds no lock that an answer may wait for. Where no thread can be had,
// or a sandbox forbids the step (the units of the packages do not), it is done
// in front; the log says of a sandbox once.
void RunBehind(Behind what, absl::FunctionRef<void()> work);

}  // namespace kith

#endif  // KITH_KEYS_BASE_RUN_BEHIND_H_
