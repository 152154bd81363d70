// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_SESSION_FLOW_H_
#define KITH_AGENT_FLOWS_SESSION_FLOW_H_

#include <cstdint>
#include <set>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "agent/flows/parts.h"

namespace kith::agent {

// Writes down, in the agency's log, the first call of each session of its web
// console: which number is whose.
//
// Thread-safe.
class SessionFlow {
 public:
  explicit SessionFlow(const Parts& parts) : parts_(parts) {}

  // If it cannot be written now, the session's next call tries again: what the
  // call does has entries of its own.
  void Note(const Staff& staff);

 private:
  // So many are remembered; one that is forgotten is written down twice.
  static constexpr std::size_t kMost = 4096;

  const Parts& parts_;
  absl::Mutex mutex_;
  std::set<std::uint64_t> noted_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_SESSION_FLOW_H_
