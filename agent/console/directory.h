// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_DIRECTORY_H_
#define KITH_AGENT_CONSOLE_DIRECTORY_H_

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"
#include "kith/desk/v1/directory.pb.h"

namespace kith::console {

// Who is connected, as the agent said last. An agent that is silent holds
// nobody up who can be shown that.
//
// Thread-safe.
class Directory {
 public:
  using Reply = desk::v1::GetDirectoryReply;
  // Waits for the agent. May run on any thread, one call at a time.
  using Ask = std::function<absl::StatusOr<Reply>()>;

  struct Limits {
    absl::Duration lasts = absl::Seconds(10);  // Then it is asked again,
    // and the one who notices waits so long for what is new,
    absl::Duration news = absl::Milliseconds(250);
    absl::Duration first = absl::Seconds(2);  // or everybody, for the first.
  };

  // `clock`, and what `ask` uses, must outlive this object.
  Directory(const Clock& clock, Ask ask, const Limits& limits);
  // Waits for a call that runs.
  ~Directory() = default;

  // The last one; one without an agency if there was none in time.
  Reply Get();

 private:
  void AskNow();
  bool Answered() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return !asking_; }

  const Clock& clock_;
  const Ask ask_;
  const Limits limits_;
  absl::Mutex mutex_;
  Reply last_ ABSL_GUARDED_BY(mutex_);
  absl::Duration asked_ ABSL_GUARDED_BY(mutex_) = -absl::InfiniteDuration();
  bool asking_ ABSL_GUARDED_BY(mutex_) = false;
  // The last member: it ends before what its work uses.
  ThreadedExecutor worker_;
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_DIRECTORY_H_
