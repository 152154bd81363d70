// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_KEYHOLDER_ALLOWANCE_H_
#define KITH_KEYS_KEYHOLDER_ALLOWANCE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/sealed_db.h"

namespace kith::keyholder {

// For what an agency has elements evaluated.
enum class Use { kAsk, kPublish };

inline constexpr std::uint32_t kSingleBatch = 16;
inline constexpr std::uint32_t kFamilyBatch = 128;
inline constexpr std::uint32_t kPublishBatch = 1024;
// Elements an agency may publish in an epoch, for each person it declared.
inline constexpr std::uint64_t kPublishPerPerson = 24;

// How many elements a limit allows, and over what it counts.
struct Charge {
  absl::string_view agency;
  Use use;
  std::uint32_t epoch;
  absl::Time at;
  std::uint64_t elements;
  std::uint64_t limit;
};

// Creates the table that charges are kept in, if it is not there.
absl::Status CreateChargeTable(SealedDb& db);

// Counts `charge` inside the current transaction: by day for asking, over the
// whole epoch for publishing. RESOURCE_EXHAUSTED, nothing counted, if it would
// pass the limit; the message says until when.
absl::Status Count(SealedDb& db, const Charge& charge);

}  // namespace kith::keyholder

#endif  // KITH_KEYS_KEYHOLDER_ALLOWANCE_H_
