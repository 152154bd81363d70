// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_NOTICES_H_
#define KITH_AGENT_CONSOLE_PAGES_NOTICES_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace kith::console {

// What was just done, said once on the next page of the session that did it.
// Not in the address: whoever makes an address could make a page say it.
//
// Thread-safe.
class Notices {
 public:
  void Put(std::uint64_t session, const std::string& words) {
    absl::MutexLock lock(&mutex_);
    if (waiting_.size() >= kMost) waiting_.clear();
    waiting_[session] = words;
  }
  // Empty if there is none.
  std::string Take(std::uint64_t session) {
    absl::MutexLock lock(&mutex_);
    const auto found = waiting_.find(session);
    if (found == waiting_.end()) return "";
    std::string words = std::move(found->second);
    waiting_.erase(found);
    return words;
  }

 private:
  static constexpr std::size_t kMost = 10'000;

  absl::Mutex mutex_;
  std::map<std::uint64_t, std::string> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_NOTICES_H_
