// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_SERVICE_CALLS_IN_HAND_H_
#define KITH_BROKER_SERVICE_CALLS_IN_HAND_H_

#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace kith::broker {

// How many calls of each agency wait: what waits is held in memory.
// Thread-safe.
class CallsInHand {
 public:
  // An agent sends one after the other; a second machine of the agency may too.
  static constexpr int kMostOfOneAgency = 4;

  // False, and nothing is taken, if as many wait as may.
  bool Take(const std::string& agency) {
    absl::MutexLock lock(&mutex_);
    int& waiting = waiting_[agency];
    if (waiting == kMostOfOneAgency) return false;
    ++waiting;
    return true;
  }
  // Once for each that was taken.
  void LetGo(const std::string& agency) {
    absl::MutexLock lock(&mutex_);
    const auto it = waiting_.find(agency);
    if (--it->second == 0) waiting_.erase(it);
  }

 private:
  absl::Mutex mutex_;
  std::map<std::string, int> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_SERVICE_CALLS_IN_HAND_H_
