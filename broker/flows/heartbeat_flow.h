// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_HEARTBEAT_FLOW_H_
#define KITH_BROKER_FLOWS_HEARTBEAT_FLOW_H_

#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "broker/flows/parts.h"

namespace kith::broker {

// After so long without an entry the log gets one.
inline constexpr absl::Duration kHeartbeatAfter = absl::Minutes(10);

// Keeps the log from being silent while the broker is at work: when nothing was
// appended for kHeartbeatAfter, HEARTBEAT goes into the chain of the agency
// that operates the broker. A network file that names none has no heartbeat.
//
// Thread-safe.
class HeartbeatFlow {
 public:
  explicit HeartbeatFlow(const Parts& parts) : parts_(parts) {}

  // Looks now and from now on.
  void Start();
  // One look; codes as AuditLog.
  absl::Status Look();

 private:
  void LookAgain();

  const Parts& parts_;
  absl::Mutex mutex_;
  std::uint64_t size_ ABSL_GUARDED_BY(mutex_) = 0;
  // When it was seen to have grown last, on the monotonic clock.
  absl::Duration grown_at_ ABSL_GUARDED_BY(mutex_) = -absl::InfiniteDuration();
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_HEARTBEAT_FLOW_H_
