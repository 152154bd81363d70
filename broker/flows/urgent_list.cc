// SPDX-License-Identifier: Apache-2.0
// The urgent flow's list: what concerns an agency, and nothing of others.
#include "broker/flows/urgent_flow.h"
#include "broker/flows/urgent_rules.h"
#include "keys/base/status_macros.h"

namespace kith::broker {

using urgent::v1::ListReply;
using urgent::v1::UrgentItem;

absl::StatusOr<ListReply> UrgentFlow::List(const std::string& caller) const {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const absl::Time now = parts_.clock.Now();
  const bool is_desk = caller == network->file().desk().operated_by();
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredUrgent> all,
                        parts_.reader.UrgentSince(now - kUrgentLookBack));
  ListReply reply;
  const auto ms = [](absl::Time time) {
    return time == absl::InfinitePast()
               ? std::uint64_t{0}
               : static_cast<std::uint64_t>(absl::ToUnixMillis(time));
  };
  for (const StoredUrgent& one : all) {
    const bool late = IsReviewLate(one, now);
    const bool waits = StateOf(one, now) == UrgentItem::STATE_REQUESTED;
    if (one.asker != caller && one.second_agency != caller &&
        !(is_desk && (waits || late))) {
      continue;
    }
    UrgentItem& item = *reply.add_items();
    item.set_request(one.request);
    item.set_asker(one.asker);
    item.set_requested_at_ms(ms(one.requested_at));
    item.set_expires_at_ms(ms(one.requested_at + kUrgentLife));
    item.set_state(StateOf(one, now));
    item.set_second_agency(one.second_agency);
    item.set_authorised_at_ms(ms(one.authorised_at));
    item.set_used_at_ms(ms(one.used_at));
    item.set_review_by(one.review_by);
    item.set_review_late(late);
    if (waits) {
      item.set_desk_only_because(
          DeskOnlyBecause(all, one.asker, one.practitioner, now));
    }
  }
  return reply;
}

}  // namespace kith::broker
