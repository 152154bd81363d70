// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/recall_list.h"

#include <algorithm>
#include <string>

#include "agent/flows/show.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using desk::v1::ListRecallsReply;
using desk::v1::Recall;

const char* StateWord(RecallState state) {
  switch (state) {
    case RecallState::kPending:
      return "pending";
    case RecallState::kSent:
      return "sent";
    case RecallState::kAcknowledged:
      return "acknowledged";
    case RecallState::kRefused:
      break;
  }
  return "refused";
}

void SetAgency(const Network& network, const std::string& id, Recall& recall) {
  const network::v1::Agency* agency = network.FindAgency(id);
  recall.set_agency(id);
  recall.set_agency_name(agency == nullptr ? id : agency->name());
}

Recall Shown(const Network& network, const SentRecall& sent) {
  Recall recall;
  recall.set_reference(CheckReference(sent.enquiry_id));
  recall.set_person_number(sent.subject + 1);
  SetAgency(network, sent.asker, recall);
  recall.set_time_ms(absl::ToUnixMillis(sent.time));
  recall.set_state(StateWord(sent.state));
  recall.set_staff(sent.staff);
  if (sent.state == RecallState::kAcknowledged) {
    recall.set_acknowledged_at_ms(absl::ToUnixMillis(sent.acknowledged_at));
  }
  return recall;
}

Recall Shown(const Network& network, const ReceivedRecall& received,
             const Staff& staff) {
  Recall recall;
  recall.set_reference(CheckReference(received.enquiry_id));
  recall.set_person_number(received.subject + 1);
  SetAgency(network, received.holder, recall);
  recall.set_time_ms(absl::ToUnixMillis(received.time));
  recall.set_staff(received.asked_by);
  recall.set_yours(received.asked_by == staff.name);
  recall.set_state(received.acknowledgement.empty() ? "sent"
                   : received.told                  ? "acknowledged"
                                                    : "pending");
  if (!received.acknowledgement.empty()) {
    recall.set_acknowledged_by(received.acknowledged_by);
    recall.set_acknowledged_at_ms(absl::ToUnixMillis(received.acknowledged_at));
  }
  return recall;
}

}  // namespace

absl::StatusOr<ListRecallsReply> ListRecalls(Register& people,
                                             const Network& network,
                                             const Staff& staff) {
  KITH_ASSIGN_OR_RETURN(const std::vector<SentRecall> sent,
                        people.SentRecalls());
  KITH_ASSIGN_OR_RETURN(const std::vector<ReceivedRecall> received,
                        people.ReceivedRecalls());
  ListRecallsReply reply;
  for (const SentRecall& one : sent) *reply.add_sent() = Shown(network, one);
  for (const ReceivedRecall& one : received) {
    *reply.add_received() = Shown(network, one, staff);
  }
  return reply;
}

absl::Status ShowRecalled(Register& people, const Staff& staff,
                          desk::v1::CheckReply& reply) {
  KITH_ASSIGN_OR_RETURN(const std::vector<ReceivedRecall> received,
                        people.ReceivedRecalls());
  for (const ReceivedRecall& one : received) {
    if (one.asked_by != staff.name || !one.acknowledgement.empty()) continue;
    const std::string reference = CheckReference(one.enquiry_id);
    const auto& shown = reply.recalled();
    if (std::find(shown.begin(), shown.end(), reference) == shown.end()) {
      reply.add_recalled(reference);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::size_t> CountUnreadRecalls(Register& people) {
  KITH_ASSIGN_OR_RETURN(const std::vector<ReceivedRecall> received,
                        people.ReceivedRecalls());
  return static_cast<std::size_t>(std::count_if(
      received.begin(), received.end(),
      [](const auto& one) { return one.acknowledgement.empty(); }));
}

}  // namespace kith::agent
