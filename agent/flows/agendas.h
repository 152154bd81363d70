// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_AGENDAS_H_
#define KITH_AGENT_FLOWS_AGENDAS_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "keys/base/clock.h"

namespace kith::agent {

// Which rows of a meeting's agenda were answered, until the meeting ends. In
// memory only: of who is on the agenda it keeps nothing, of the rest nothing
// afterwards. Thread-safe.
class Agendas {
 public:
  explicit Agendas(const Clock& clock) : clock_(clock) {}

  // By row: the reference of its check.
  using Answered = std::map<std::uint32_t, std::string>;

  // A staff member's meeting begins, or goes on. FAILED_PRECONDITION if `until`
  // has passed, INVALID_ARGUMENT if it is more than a day ahead.
  absl::StatusOr<Answered> Open(const std::string& staff,
                                const std::string& agenda, absl::Time until);
  // FAILED_PRECONDITION if no such meeting is open, or it has ended.
  absl::Status CheckOpen(const std::string& staff, const std::string& agenda);
  // Does nothing if it has ended.
  void Keep(const std::string& staff, const std::string& agenda,
            std::uint32_t row, const std::string& reference);

 private:
  struct Meeting {
    absl::Time until;
    Answered answered;
  };
  using Key = std::pair<std::string, std::string>;  // Staff member, agenda.

  void ForgetEnded() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  absl::Mutex mutex_;
  std::map<Key, Meeting> meetings_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_AGENDAS_H_
