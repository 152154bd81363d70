// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_RETENTION_FLOW_H_
#define KITH_BROKER_FLOWS_RETENTION_FLOW_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "broker/flows/parts.h"

namespace kith::broker {

// Erases what entries of the log hold once the network file's period
// (`retention.broker_details`) is over: keys, salts and openings go, the leaves
// stay, and an ERASED entry in the agency's chain says which. With a legal hold
// nothing.
//
// A clock that is wrong must not destroy everything: until a few minutes after
// the start nothing is erased, and the clock is believed no further than seven
// days, and twice the time since the start, beyond the newest entry that was
// there at the start.
//
// Thread-safe.
class RetentionFlow {
 public:
  explicit RetentionFlow(const Parts& parts);

  // Looks now, and from now on every hour.
  void Start();

  // Erases what is due of one agency, the first of which anything can be
  // erased, a few hundred entries at most so that nobody's question waits for
  // it; how many. 0: nothing is due of any. Codes as AuditLog::Run.
  absl::StatusOr<std::uint64_t> EraseSome();

 private:
  void Look();
  absl::Time PlausibleNow();
  absl::StatusOr<std::uint64_t> EraseOf(const std::string& agency,
                                        absl::Time before);

  const Parts& parts_;
  // At the start: the newest entry, and the monotonic clock.
  const absl::Time newest_;
  const absl::Duration started_;
  absl::Mutex mutex_;
  // By agency: all before it that can be erased has been.
  std::map<std::string, std::uint64_t> next_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_RETENTION_FLOW_H_
