// SPDX-License-Identifier: Apache-2.0
// The handover flow's list: what the centre keeps, in words of the desk.
#include "absl/strings/str_cat.h"
#include "agent/flows/handover_flow.h"
#include "agent/flows/show.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using desk::v1::HandoverEntry;
using handover::v1::StepBody;

// Days in which a proposal is answered, the day of it not counted.
constexpr int kAnswerWorkingDays = 5;

std::string NextStep(const HandoverEntry& entry) {
  if (entry.state() == "proposed") {
    return entry.ours()
               ? "they accept or decline; ring them if it takes long"
               : absl::StrCat("ask the family, then kith handover accept ",
                              entry.reference());
  }
  if (entry.state() == "accepted" && entry.ours()) {
    return absl::StrCat("kith handover close ", entry.reference());
  }
  return "";
}

std::string NameOf(const Network& network, const std::string& agency) {
  const network::v1::Agency* found = network.FindAgency(agency);
  return found == nullptr ? agency : found->name();
}

}  // namespace

const char* HandoverStateWord(StepBody::Step step) {
  switch (step) {
    case StepBody::STEP_PROPOSE:
      return "proposed";
    case StepBody::STEP_ACCEPT:
      return "accepted";
    case StepBody::STEP_DECLINE:
      return "declined";
    case StepBody::STEP_TAKE_BACK:
      return "taken back";
    default:
      return "closed";
  }
}

absl::StatusOr<desk::v1::ListHandoversReply> HandoverFlow::List() const {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_ASSIGN_OR_RETURN(const handover::v1::ListReply listed,
                        parts_.broker.ListHandovers());
  const absl::CivilDay today =
      absl::ToCivilDay(parts_.clock.Now(), absl::UTCTimeZone());
  desk::v1::ListHandoversReply reply;
  for (const auto& one : listed.handovers()) {
    StepBody proposal;
    if (!proposal.ParseFromString(one.proposal().body())) continue;
    HandoverEntry& entry = *reply.add_handovers();
    entry.set_reference(HandoverReference(proposal.handover_id()));
    entry.set_from_name(NameOf(*network, proposal.from()));
    entry.set_to_name(NameOf(*network, proposal.to()));
    entry.set_ours(proposal.from() == parts_.agency);
    entry.set_state(HandoverStateWord(one.step()));
    entry.set_proposed_ms(static_cast<std::int64_t>(one.proposed_at_ms()));
    const absl::CivilDay last = network->working_days().After(
        absl::ToCivilDay(absl::FromUnixMillis(entry.proposed_ms()),
                         absl::UTCTimeZone()),
        kAnswerWorkingDays);
    entry.set_answer_by(absl::FormatCivilTime(last));
    entry.set_late(one.step() == StepBody::STEP_PROPOSE && today > last);
    entry.set_next_step(NextStep(entry));
    const absl::Status known =
        parts_.reader.With([&](Register& people) -> absl::Status {
          KITH_ASSIGN_OR_RETURN(const OwnHandover own,
                                people.GetHandover(proposal.handover_id()));
          if (own.person.empty()) return absl::OkStatus();
          KITH_ASSIGN_OR_RETURN(const RegisteredPerson record,
                                people.GetPerson(own.person));
          entry.mutable_record()->set_source(record.source);
          entry.mutable_record()->set_id(record.source_id);
          return absl::OkStatus();
        });
    if (!known.ok() && !absl::IsNotFound(known)) return known;
  }
  return reply;
}

}  // namespace kith::agent
