// SPDX-License-Identifier: Apache-2.0
// Tells ThreadSanitizer what Debian's Abseil, which is not instrumented, does:
// without it every absl::Mutex looks like no lock at all. Linked into the tests
// of the ThreadSanitizer build with --wrap (tests/CMakeLists.txt), so the real
// functions still do the work.
#include <sanitizer/tsan_interface.h>

#include "absl/time/time.h"

// KITH_ABSL is Abseil's mangled namespace, "4absl7debian3" say.
#define KITH_WRAPPED(name) asm("__wrap__ZN" KITH_ABSL name)
#define KITH_REAL(name) asm("__real__ZN" KITH_ABSL name)
#define KITH_WRAPPED_CONST(name) asm("__wrap__ZNK" KITH_ABSL name)
#define KITH_REAL_CONST(name) asm("__real__ZNK" KITH_ABSL name)

namespace {

constexpr unsigned kMutex = __tsan_mutex_linker_init;

void Locked(void* mutex) {
  __tsan_mutex_pre_lock(mutex, kMutex);
  __tsan_mutex_post_lock(mutex, kMutex, 0);
}
void Unlocked(void* mutex) {
  __tsan_mutex_pre_unlock(mutex, kMutex);
  __tsan_mutex_post_unlock(mutex, kMutex);
}

}  // namespace

void RealLock(void* mutex) KITH_REAL("5Mutex4LockEv");
void WrappedLock(void* mutex) KITH_WRAPPED("5Mutex4LockEv");
void WrappedLock(void* mutex) {
  RealLock(mutex);
  Locked(mutex);
}

void RealUnlock(void* mutex) KITH_REAL("5Mutex6UnlockEv");
void WrappedUnlock(void* mutex) KITH_WRAPPED("5Mutex6UnlockEv");
void WrappedUnlock(void* mutex) {
  Unlocked(mutex);
  RealUnlock(mutex);
}

void RealDestroy(void* mutex) KITH_REAL("5MutexD1Ev");
void WrappedDestroy(void* mutex) KITH_WRAPPED("5MutexD1Ev");
void WrappedDestroy(void* mutex) {
  __tsan_mutex_destroy(mutex, kMutex);
  RealDestroy(mutex);
}

void RealWait(void* condition, void* mutex)
    KITH_REAL("7CondVar4WaitEPNS0_5MutexE");
void WrappedWait(void* condition, void* mutex)
    KITH_WRAPPED("7CondVar4WaitEPNS0_5MutexE");
void WrappedWait(void* condition, void* mutex) {
  Unlocked(mutex);
  RealWait(condition, mutex);
  Locked(mutex);
}

bool RealWaitWithTimeout(void* condition, void* mutex, absl::Duration timeout)
    KITH_REAL("7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE");
bool WrappedWaitWithTimeout(void* condition, void* mutex,
                            absl::Duration timeout)
    KITH_WRAPPED("7CondVar15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE");
bool WrappedWaitWithTimeout(void* condition, void* mutex,
                            absl::Duration timeout) {
  Unlocked(mutex);
  const bool timed_out = RealWaitWithTimeout(condition, mutex, timeout);
  Locked(mutex);
  return timed_out;
}

void RealNotify(void* notification) KITH_REAL("12Notification6NotifyEv");
void WrappedNotify(void* notification) KITH_WRAPPED("12Notification6NotifyEv");
void WrappedNotify(void* notification) {
  __tsan_release(notification);
  RealNotify(notification);
}

void RealAwait(void* notification)
    KITH_REAL_CONST("12Notification19WaitForNotificationEv");
void WrappedAwait(void* notification)
    KITH_WRAPPED_CONST("12Notification19WaitForNotificationEv");
void WrappedAwait(void* notification) {
  RealAwait(notification);
  __tsan_acquire(notification);
}

bool RealDecrement(void* counter)
    KITH_REAL("15BlockingCounter14DecrementCountEv");
bool WrappedDecrement(void* counter)
    KITH_WRAPPED("15BlockingCounter14DecrementCountEv");
bool WrappedDecrement(void* counter) {
  __tsan_release(counter);
  return RealDecrement(counter);
}

void RealCountDown(void* counter) KITH_REAL("15BlockingCounter4WaitEv");
void WrappedCountDown(void* counter) KITH_WRAPPED("15BlockingCounter4WaitEv");
void WrappedCountDown(void* counter) {
  RealCountDown(counter);
  __tsan_acquire(counter);
}

// Its last owner deletes a Status's text after all others are done with it.
// Weak: Abseil of Debian 13 has another function in its place (tsan.supp).
__attribute__((weak)) void RealUnref(unsigned long status)
    KITH_REAL("6Status15UnrefNonInlinedEm");
void WrappedUnref(unsigned long status)
    KITH_WRAPPED("6Status15UnrefNonInlinedEm");
void WrappedUnref(unsigned long status) {
  void* const text = reinterpret_cast<void*>(status);
  __tsan_acquire(text);
  __tsan_release(text);
  RealUnref(status);
}
