// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_NETWORK_STANDING_H_
#define KITH_KEYS_NETWORK_STANDING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "kith/network/v1/network.pb.h"

namespace kith {

// Whether an agency takes part. Every program asks here, so that a paper that
// has ended ends the same things everywhere, on the same second.
struct Standing {
  enum class Kind {
    kIn,
    kNotice,     // In; a paper of it ends within 60 days.
    kSuspended,  // By an administrator, or because a paper has ended.
    kLeft,
  };
  Kind kind = Kind::kIn;
  // In words, without a full stop; empty if in.
  std::string why;
  // Of a notice: how many days are left, the last one included.
  int days_left = 0;

  bool takes_part() const { return kind == Kind::kIn || kind == Kind::kNotice; }
};

// A paper is in force to the end of its last day, UTC.
Standing StandingOf(const network::v1::Agency& agency, absl::Time now);

// Whether `agency` is one and takes part; false for none.
bool TakesPart(const network::v1::Agency* agency, absl::Time now);

// Whether a notice of `days_left` is to be logged again after one of `before`:
// at 60, 30 and 7 days, and daily from then on. 0 for `before`: none yet.
bool IsNewNotice(int before, int days_left);

// What a network file may say of an agency's standing: words of at most 200
// bytes and only of one that is suspended, papers of at most 60 bytes with a
// day like 2027-03-31. INVALID_ARGUMENT, naming the field.
absl::Status CheckStanding(const network::v1::Agency& agency);

}  // namespace kith

#endif  // KITH_KEYS_NETWORK_STANDING_H_
