// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_RELAY_COVERAGE_H_
#define KITH_BROKER_RELAY_COVERAGE_H_

#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "keys/network/network.h"
#include "keys/network/standing.h"

namespace kith::broker {

// Which agencies could answer. Depends on streams and probes only, never on
// who is asked about. Thread-safe.
class Coverage {
 public:
  struct Picture {
    std::uint32_t able = 0;
    std::uint32_t total = 0;
    std::vector<std::string> not_connected;  // Ids, in byte order.
  };

  // The agency answered its last probe in time.
  void MarkAble(const std::string& agency) {
    absl::MutexLock lock(&mutex_);
    able_.insert(agency);
  }
  // Its stream is down, or its last probe was missing or late.
  void MarkUnable(const std::string& agency) {
    absl::MutexLock lock(&mutex_);
    able_.erase(agency);
  }

  Picture Now(const Network& network, absl::Time now) const {
    absl::MutexLock lock(&mutex_);
    Picture picture;
    std::set<std::string> missing;
    for (const auto& agency : network.file().agencies()) {
      if (!TakesPart(&agency, now)) continue;
      ++picture.total;
      if (able_.contains(agency.id())) {
        ++picture.able;
      } else {
        missing.insert(agency.id());
      }
    }
    picture.not_connected.assign(missing.begin(), missing.end());
    return picture;
  }

 private:
  mutable absl::Mutex mutex_;
  std::set<std::string> able_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_RELAY_COVERAGE_H_
