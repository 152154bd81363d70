// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_TAKEOVER_FLOW_H_
#define KITH_BROKER_FLOWS_TAKEOVER_FLOW_H_

#include <deque>
#include <map>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "broker/flows/parts.h"

namespace kith::broker {

// One process speaks for an agency. A stream that takes the place of another
// process's open one is a takeover: an agent that runs twice, or somebody with
// its keys. Each is logged as ALARM in the agency's chain; after the third
// within ten minutes neither is let in for ten minutes, so that nobody works as
// the agency by turns with it. What was counted is forgotten when the broker
// starts anew.
//
// Thread-safe.
class TakeoverFlow {
 public:
  explicit TakeoverFlow(const Parts& parts) : parts_(parts) {}

  // FAILED_PRECONDITION, in words for the agency, while nobody of it is let in.
  absl::Status CheckLetIn(const std::string& agency);

  // A stream of the process `newer` is in, and took the place of an open one of
  // `older`, or of none: 16 bytes each, as Hello has them, or empty of an agent
  // that does not say. The same process that comes again is no takeover, and
  // neither is one of which both are empty: it may be the same.
  // FAILED_PRECONDITION, as CheckLetIn, if it may not stay.
  absl::Status Run(const std::string& agency, std::optional<std::string> older,
                   const std::string& newer);

 private:
  struct Lately {
    std::deque<absl::Duration> takeovers;  // By the monotonic clock.
    absl::Duration out_until = -absl::InfiniteDuration();
  };
  absl::Status CheckLocked(const Lately& lately) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Log(const std::string& agency, const char* cause);

  const Parts& parts_;
  absl::Mutex mutex_;
  std::map<std::string, Lately> lately_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_TAKEOVER_FLOW_H_
