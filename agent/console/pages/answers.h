// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_ANSWERS_H_
#define KITH_AGENT_CONSOLE_PAGES_ANSWERS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::console {

// Questions of the sessions, while they are asked and while their answers stay
// on a screen. In memory only, of the session that asked and for no other, and
// gone after a few minutes: nothing is kept that could be found later.
//
// Thread-safe.
class Answers {
 public:
  struct Asked {
    desk::v1::CheckRequest request;
    absl::Duration asked_for;  // So far, or until it was answered.
    // Nothing while it is being asked.
    std::optional<absl::StatusOr<desk::v1::CheckReply>> reply;
    std::string next_step;
    std::string before;  // The answer that led to this question, if one did.
    absl::Duration leaves_in;  // The screen, if nobody keeps it longer.
  };

  // What led to a question: an answer's id, and what was written down on it.
  struct Before {
    std::string answer;
    std::string next_step;
  };

  // An answer leaves the screen after `stays`, and is gone from here when it
  // does, or after 15 minutes. `clock` and `random` must outlive this object.
  Answers(const Clock& clock, Random& random, absl::Duration stays)
      : clock_(clock), random_(random), stays_(stays) {}

  // A question that is about to be asked; its id, 32 hexadecimal digits.
  // RESOURCE_EXHAUSTED if this session, or all of them, have too many.
  absl::StatusOr<std::string> Begin(std::uint64_t session,
                                    const desk::v1::CheckRequest& request,
                                    const Before& before = {"", ""});
  void Finish(const std::string& id,
              absl::StatusOr<desk::v1::CheckReply> reply);
  // NOT_FOUND if there is none, or it has left the screen, or it is of another
  // session.
  absl::StatusOr<Asked> Find(std::uint64_t session, const std::string& id);
  void SetNextStep(std::uint64_t session, const std::string& id,
                   const std::string& step);
  // Takes it from the screen now.
  void Leave(std::uint64_t session, const std::string& id);
  // The session has ended.
  void LeaveAll(std::uint64_t session);
  // Forgets what has left the screen. Nobody may come any more to whom that
  // would matter: to be called every minute, so that it is gone all the same.
  void Sweep();

  // How many are kept.
  std::size_t Count();

  absl::Duration stays() const { return stays_; }

 private:
  struct Kept {
    std::uint64_t session = 0;
    desk::v1::CheckRequest request;
    absl::Duration begun;
    std::optional<absl::Duration> finished;
    std::optional<absl::StatusOr<desk::v1::CheckReply>> reply;
    std::string next_step;
    std::string before;
  };

  void DropOld() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Kept* Of(std::uint64_t session, const std::string& id)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  Random& random_;
  const absl::Duration stays_;
  absl::Mutex mutex_;
  std::map<std::string, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_ANSWERS_H_
