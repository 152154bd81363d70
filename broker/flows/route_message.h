// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_ROUTE_MESSAGE_H_
#define KITH_BROKER_FLOWS_ROUTE_MESSAGE_H_

#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "keys/base/random.h"
#include "kith/enquiry/v1/enquiry.pb.h"
#include "kith/link/v1/link.pb.h"

namespace kith::broker {

// As long as the longest category: the message says nothing by its size.
inline constexpr std::size_t kShieldedCategoryBytes = 64;

// The slots that may be passed on: epoch and slot number.
using SlotSet = std::set<std::pair<std::uint32_t, std::uint32_t>>;

// The question for one agency: `handle` and, of the subject's slots, the tokens
// and wraps in `hits`. Every other slot carries random bytes, so that each such
// message has one size, a probe's too.
link::v1::ToAgent MakeRoute(const std::string& enquiry_id,
                            std::uint32_t subject_number,
                            const enquiry::v1::SubjectQuestion& subject,
                            const std::string& handle, const SlotSet& hits,
                            absl::Duration window, Random& random);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_ROUTE_MESSAGE_H_
