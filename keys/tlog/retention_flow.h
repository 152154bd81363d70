// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLOG_RETENTION_FLOW_H_
#define KITH_KEYS_TLOG_RETENTION_FLOW_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"
#include "keys/sealed_db.h"
#include "keys/tlog/audit_log.h"

namespace kith::tlog {

// Erases what entries of a log hold once their time is over: keys, salts and
// openings go, the leaves stay, and an ERASED entry in the agency's chain says
// which.
//
// A clock that is wrong must not destroy everything: until a few minutes after
// the start nothing is erased, and the clock is believed no further than seven
// days, and twice the time since the start, beyond the newest entry that was
// there at the start.
//
// Thread-safe.
class RetentionFlow {
 public:
  // What the partnership has agreed, as it is now.
  struct Period {
    std::uint32_t days = 0;  // 0: everything is kept.
    bool legal_hold = false;
    std::vector<std::string> agencies;  // Whose entries this log has.
  };
  struct Parts {
    AuditLog& log;
    Executor& executor;
    const Clock& clock;
    std::function<Period()> period;
    // Beside the log: removes what is as old. Empty if there is nothing.
    std::function<absl::Status(SealedDb&, absl::Time before)> remove_beside;
  };
  // Every part must outlive this object.
  explicit RetentionFlow(Parts parts);

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
  absl::Status RemoveBeside(absl::Time before);

  const Parts parts_;
  // At the start: the newest entry, and the monotonic clock.
  const absl::Time newest_;
  const absl::Duration started_;
  absl::Mutex mutex_;
  // By agency: all before it that can be erased has been.
  std::map<std::string, std::uint64_t> next_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::tlog

#endif  // KITH_KEYS_TLOG_RETENTION_FLOW_H_
