// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BASE_CLOCK_H_
#define KITH_KEYS_BASE_CLOCK_H_

#include "absl/time/time.h"

namespace kith {

// Where time comes from. Nothing else in Kith reads a clock.
//
// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  // Wall-clock time. May jump; good for records and for expiry.
  virtual absl::Time Now() const = 0;

  // Time since an arbitrary point of this process. Never goes back; good for
  // deadlines and freshness, meaningless to any other process.
  virtual absl::Duration Monotonic() const = 0;
};

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override;
  absl::Duration Monotonic() const override;
};

}  // namespace kith

#endif  // KITH_KEYS_BASE_CLOCK_H_
