// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_REVIEW_REASONS_H_
#define KITH_AGENT_FLOWS_REVIEW_REASONS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "agent/flows/own_questions.h"
#include "keys/network/working_days.h"

namespace kith::agent {

// Why somebody should look at each of these questions, in the words of
// desk.v1.ReviewItem; none for most. They are oldest first. Pure.
//
// A hint is not a finding: an urgent desk works at night, and two people may
// share a surname.
std::vector<std::vector<std::string>> ReasonsToReview(
    const std::vector<OwnQuestion>& questions, const WorkingDays& days,
    absl::TimeZone zone);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_REVIEW_REASONS_H_
