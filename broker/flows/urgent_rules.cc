// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/urgent_rules.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <iterator>

namespace kith::broker {
namespace {

using google::protobuf::util::MessageDifferencer;
using urgent::v1::RequestBody;
using urgent::v1::UrgentItem;

constexpr absl::Duration kCountedOver = absl::Hours(24 * 7);
constexpr int kUsesBeforeTheDesk = 3;
constexpr absl::string_view kColleagues[] = {"lead-practitioner", "manager"};
constexpr absl::string_view kAtTheDesk[] = {"front-door", "lead-practitioner",
                                            "manager"};

bool HasHappened(absl::Time time) { return time != absl::InfinitePast(); }

}  // namespace

UrgentItem::State StateOf(const StoredUrgent& urgent, absl::Time now) {
  if (HasHappened(urgent.reviewed_at)) return UrgentItem::STATE_REVIEWED;
  if (HasHappened(urgent.used_at)) return UrgentItem::STATE_USED;
  // A clock that was set back makes nothing live longer.
  if (urgent.cancelled || now >= urgent.requested_at + kUrgentLife ||
      now < urgent.requested_at - kUrgentLife) {
    return UrgentItem::STATE_EXPIRED;
  }
  return HasHappened(urgent.authorised_at) ? UrgentItem::STATE_AUTHORISED
                                           : UrgentItem::STATE_REQUESTED;
}

absl::CivilDay DayOf(absl::Time time) {
  return absl::ToCivilDay(time, absl::UTCTimeZone());
}

bool IsReviewLate(const StoredUrgent& urgent, absl::Time now) {
  absl::CivilDay last;
  return HasHappened(urgent.used_at) && !HasHappened(urgent.reviewed_at) &&
         absl::ParseCivilTime(urgent.review_by, &last) && DayOf(now) > last;
}

std::string DeskOnlyBecause(absl::Span<const StoredUrgent> earlier,
                            const std::string& asker,
                            const std::string& practitioner, absl::Time now) {
  int uses = 0;
  for (const StoredUrgent& one : earlier) {
    if (one.asker != asker || one.practitioner != practitioner) continue;
    if (IsReviewLate(one, now)) {
      return "the review of an earlier urgent access is late";
    }
    uses += HasHappened(one.used_at) && one.used_at > now - kCountedOver;
  }
  return uses >= kUsesBeforeTheDesk
             ? "this would be the fourth urgent access in 7 days"
             : "";
}

bool IsAuthorised(const StoredUrgent& urgent, const enquiry::v1::AskBody& ask,
                  absl::Time now) {
  RequestBody request;
  return StateOf(urgent, now) == UrgentItem::STATE_AUTHORISED &&
         request.ParseFromString(urgent.request) &&
         request.enquiry_id() == ask.enquiry_id() &&
         request.asker() == ask.asker() &&
         request.practitioner() == ask.practitioner() &&
         request.role() == ask.role() && request.purpose() == ask.purpose() &&
         MessageDifferencer::Equals(request.ground(), ask.ground()) &&
         request.shape() == static_cast<std::uint32_t>(ask.subjects_size());
}

bool MayBeSecond(const Network& network, const StoredUrgent& urgent,
                 const std::string& agency, const std::string& role) {
  const auto among = [&](absl::Span<const absl::string_view> roles) {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
  };
  const std::string& desk = network.file().desk().operated_by();
  return (agency == urgent.asker && among(kColleagues)) ||
         (!desk.empty() && agency == desk && among(kAtTheDesk));
}

}  // namespace kith::broker
