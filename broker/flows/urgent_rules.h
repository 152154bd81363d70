// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_URGENT_RULES_H_
#define KITH_BROKER_FLOWS_URGENT_RULES_H_

#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "broker/store/store.h"
#include "keys/network/network.h"
#include "kith/enquiry/v1/enquiry.pb.h"
#include "kith/urgent/v1/urgent.pb.h"

namespace kith::broker {

// From the first person's request until it can no longer be used.
inline constexpr absl::Duration kUrgentLife = absl::Minutes(15);
// What is looked at for whether a colleague may be the second, and listed.
inline constexpr absl::Duration kUrgentLookBack = absl::Hours(24 * 28);
// Days in which a use is reviewed, the day of it not counted.
inline constexpr int kReviewWorkingDays = 2;

urgent::v1::UrgentItem::State StateOf(const StoredUrgent& urgent,
                                      absl::Time now);

// Days are those of UTC, as in allowances.
absl::CivilDay DayOf(absl::Time time);
bool IsReviewLate(const StoredUrgent& urgent, absl::Time now);

// Why this person's colleague may not be the second now, in words; empty: one
// may. So it is while a review of an earlier use is late, and from the fourth
// use in 7 days on.
std::string DeskOnlyBecause(absl::Span<const StoredUrgent> earlier,
                            const std::string& asker,
                            const std::string& practitioner, absl::Time now);

// INVARIANT (what was authorised is what is asked): true only for the question
// that two people signed for: same asker, person, role, purpose, ground and
// shape, in time and not used before.
bool IsAuthorised(const StoredUrgent& urgent, const enquiry::v1::AskBody& ask,
                  absl::Time now);

// Whether a person of that role may be the second, by where they work.
bool MayBeSecond(const Network& network, const StoredUrgent& urgent,
                 const std::string& agency, const std::string& role);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_URGENT_RULES_H_
