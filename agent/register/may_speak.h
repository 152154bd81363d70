// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_REGISTER_MAY_SPEAK_H_
#define KITH_AGENT_REGISTER_MAY_SPEAK_H_

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
struct UnsureShields {
  enum class Why {
    kRestored,     // It is a copy of `as_of`.
    kNewDatabase,  // The broker knows that there was another before it.
  };
  Why why = Why::kNewDatabase;
  absl::Time as_of = absl::InfinitePast();

  friend bool operator==(const UnsureShields&, const UnsureShields&) = default;
};

// From then on the agency speaks of nobody, until ConfirmShields.
absl::Status DoubtShields(const UnsureShields& unsure, Register& people);
// FAILED_PRECONDITION if nobody doubts them.
absl::Status ConfirmShields(Register& people);
absl::StatusOr<std::optional<UnsureShields>> GetUnsureShields(Register& people);

// INVARIANT (fail closed): who does not know whom it has shielded answers no
// question, publishes nobody and hands nobody over.
//
//   FAILED_PRECONDITION  the shields are not confirmed
//   UNAVAILABLE          it is not known yet whether they have to be: the
//                        broker was never reached
absl::Status MaySpeak(Register& people);

}  // namespace kith::agent

#endif  // KITH_AGENT_REGISTER_MAY_SPEAK_H_
