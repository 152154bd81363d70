// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BASE_BACKGROUND_H_
#define KITH_KEYS_BASE_BACKGROUND_H_

namespace kith {

// From now on the calling thread, and threads it starts, get a processor only
// when those that somebody waits for leave one: about a tenth of one that all
// want. An answer that comes too late is none. On Linux a thread has a
// niceness of its own (setpriority(2), "C library/kernel differences"). Cannot
// fail where it may be called: nobody needs a right to step back.
void WorkInBackground();

}  // namespace kith

#endif  // KITH_KEYS_BASE_BACKGROUND_H_
