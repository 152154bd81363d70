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
// Thread-safe.
class RetentionFlow {
 public:
  explicit RetentionFlow(const Parts& parts) : parts_(parts) {}

  // Looks now, and from now on every hour.
  void Start();

  // Erases what is due of one agency, a few hundred entries at most so that
  // nobody's question waits for it; how many. 0: nothing is due of any. Codes
  // as AuditLog::Run.
  absl::StatusOr<std::uint64_t> EraseSome();

 private:
  void Look();
  absl::StatusOr<std::uint64_t> EraseOf(const std::string& agency,
                                        absl::Time before);

  const Parts& parts_;
  absl::Mutex mutex_;
  // By agency: all before it that can be erased has been.
  std::map<std::string, std::uint64_t> next_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_RETENTION_FLOW_H_
