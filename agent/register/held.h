// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_REGISTER_HELD_H_
#define KITH_AGENT_REGISTER_HELD_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/register/register.h"

namespace kith::agent {

// The index that this agency's rows stand in, as the broker said. Empty: the
// broker was never reached with this database.
inline constexpr char kIndexId[] = "index-id";

// Why this register may lack shields that were set, and people told apart.
struct Hold {
  enum class Why {
    kRestored,     // It is a copy of `as_of`.
    kNewDatabase,  // The broker knows that there was another before it.
  };
  Why why = Why::kNewDatabase;
  absl::Time as_of = absl::InfinitePast();

  friend bool operator==(const Hold&, const Hold&) = default;
};

// The agency is held from then on, until EndHold; and everything it published
// has to come out of the index, because this register may not have the keys
// that open it. Of two holds the one of the greater loss stays.
absl::Status PutHold(const Hold& hold, Register& people);
// FAILED_PRECONDITION if it is not held.
absl::Status EndHold(Register& people);
// What cannot be read is of the greatest loss.
absl::StatusOr<std::optional<Hold>> GetHold(Register& people);

absl::StatusOr<bool> MustRemoveAll(Register& people);
absl::Status RemovedAll(Register& people);

// INVARIANT (fail closed): who does not know whom it has shielded answers no
// question, publishes nobody and hands nobody over.
//
//   FAILED_PRECONDITION  it is held
//   UNAVAILABLE          not yet: whether it has to be held is not known before
//                        the broker was reached once, or what it published
//                        before a loss is not out of the index
absl::Status CheckNotHeld(Register& people);

}  // namespace kith::agent

#endif  // KITH_AGENT_REGISTER_HELD_H_
