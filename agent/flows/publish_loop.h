// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_PUBLISH_LOOP_H_
#define KITH_AGENT_FLOWS_PUBLISH_LOOP_H_

#include <functional>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "agent/flows/parts.h"
#include "agent/flows/publish_flow.h"
#include "agent/flows/recognise.h"

namespace kith::agent {

// Runs PublishFlow whenever the register changed, after each publish interval
// until all rows are in the index, and now and then because agreements end by
// themselves. A failure waits and is tried again. Thread-safe.
class PublishLoop {
 public:
  // `tell_waiting` tells the broker of what else could not be said before.
  PublishLoop(const Parts& parts, PublishFlow& publish, RegisterNames& names,
              std::function<absl::Status()> tell_waiting)
      : parts_(parts),
        publish_(publish),
        names_(names),
        tell_waiting_(std::move(tell_waiting)) {}
  ~PublishLoop() { Stop(); }

  void Start();
  void Stop();
  // The register changed.
  void Wake();

 private:
  void RunUntilStopped();
  void CountNames();

  const Parts& parts_;
  PublishFlow& publish_;
  RegisterNames& names_;
  // By the monotonic clock; only the loop's own thread reads it.
  absl::Duration names_counted_ = -absl::InfiniteDuration();
  const std::function<absl::Status()> tell_waiting_;
  absl::Mutex mutex_;
  absl::CondVar changed_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_PUBLISH_LOOP_H_
