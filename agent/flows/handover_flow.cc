// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/handover_flow.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/flows/agreement_rules.h"
#include "agent/flows/show.h"
#include "agent/register/held.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::HandoverReply;
using handover::v1::StepBody;

constexpr std::size_t kIdBytes = 16;
// To accept with somebody who is not the one proposed.
constexpr int kMostTries = 5;

}  // namespace

std::string HandoverReference(const std::string& handover_id) {
  return absl::StrCat("H", CheckReference(handover_id).substr(1));
}

absl::StatusOr<HandoverReply> HandoverFlow::Propose(
    const Staff& staff, const desk::v1::ProposeHandoverRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  if (network->FindAgency(request.to()) == nullptr ||
      request.to() == parts_.agency) {
    return absl::InvalidArgumentError(
        "to: another agency of the network file; `kith network print` lists "
        "them");
  }
  google::protobuf::RepeatedPtrField<desk::v1::Person> one;
  *one.Add() = request.person();
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> records,
                        FindRecords(parts_, one));
  KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> open,
                        parts_.reader.With([&](Register& people) {
                          return OpenOf(people, records);
                        }));
  if (open.empty()) {
    return absl::FailedPreconditionError(
        "this agency is not involved with them, so there is nothing to hand "
        "over");
  }
  const std::string& person = open[0].person;
  KITH_RETURN_IF_ERROR(CheckMayBeTold(records, request.to()));
  OwnHandover own{.person = person, .involvements = {}, .tries = 0};
  for (const Involvement& each : open) own.involvements.push_back(each.ref);
  StepBody body;
  body.set_handover_id(parts_.random.Bytes(kIdBytes));
  body.set_from(parts_.agency);
  body.set_to(request.to());
  KITH_ASSIGN_OR_RETURN(
      std::vector<std::string> marks,
      MarksOf(person, body.handover_id(), /*newest_epoch_only=*/true));
  if (marks.empty()) {
    return absl::FailedPreconditionError(
        "too little is known of them for the other agency to recognise; a full "
        "date of birth and both names, or a number, are needed");
  }
  while (marks.size() < kHandoverMarks)
    marks.push_back(parts_.random.Bytes(kHashBytes));
  parts_.random.Shuffle(marks);
  for (std::string& mark : marks) *body.add_marks() = std::move(mark);
  // Here first: a proposal that nobody knows whom it is about could never be
  // closed.
  KITH_RETURN_IF_ERROR(Keep(body.handover_id(), own));
  KITH_RETURN_IF_ERROR(TakeStep(staff, body, StepBody::STEP_PROPOSE));
  HandoverReply reply;
  reply.set_reference(HandoverReference(body.handover_id()));
  return reply;
}

absl::StatusOr<HandoverReply> HandoverFlow::Accept(
    const Staff& staff, const desk::v1::AcceptHandoverRequest& request) {
  KITH_ASSIGN_OR_RETURN(const Found found, Find(request.reference()));
  if (found.proposal.to() != parts_.agency) {
    return absl::FailedPreconditionError(
        "the agency that it was proposed to accepts; there is nothing to do "
        "here");
  }
  // Accepted before: the answer to it may have been lost.
  if (found.handover.step() != StepBody::STEP_PROPOSE &&
      found.handover.step() != StepBody::STEP_ACCEPT) {
    return absl::FailedPreconditionError(
        absl::StrCat("it is ", HandoverStateWord(found.handover.step()),
                     "; the other agency has to propose anew"));
  }
  google::protobuf::RepeatedPtrField<desk::v1::Person> one;
  *one.Add() = request.person();
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> records,
                        FindRecords(parts_, one));
  KITH_RETURN_IF_ERROR(parts_.reader.With(CheckNotHeld));
  // Made first: with the key holders out of reach nothing was tried.
  KITH_ASSIGN_OR_RETURN(const std::set<std::string> marks,
                        OwnMarks(records, found));
  KITH_RETURN_IF_ERROR(CountTry(staff, found));
  KITH_RETURN_IF_ERROR(CheckIsTheOne(marks, found));
  const OwnHandover own{.person = records[0], .involvements = {}, .tries = 0};
  KITH_RETURN_IF_ERROR(Keep(found.proposal.handover_id(), own));
  KITH_RETURN_IF_ERROR(CheckNoGap(records, found));
  KITH_RETURN_IF_ERROR(TakeStep(staff, found.proposal, StepBody::STEP_ACCEPT));
  HandoverReply reply;
  reply.set_reference(request.reference());
  return reply;
}

absl::StatusOr<HandoverReply> HandoverFlow::End(
    const Staff& staff, const desk::v1::EndHandoverRequest& request) {
  KITH_ASSIGN_OR_RETURN(const Found found, Find(request.reference()));
  const bool ours = found.proposal.from() == parts_.agency;
  KITH_RETURN_IF_ERROR(
      TakeStep(staff, found.proposal,
               ours ? StepBody::STEP_TAKE_BACK : StepBody::STEP_DECLINE));
  HandoverReply reply;
  reply.set_reference(request.reference());
  return reply;
}

absl::StatusOr<HandoverReply> HandoverFlow::Close(
    const Staff& staff, const desk::v1::CloseHandoverRequest& request) {
  KITH_ASSIGN_OR_RETURN(const Found found, Find(request.reference()));
  if (found.proposal.from() != parts_.agency) {
    return absl::FailedPreconditionError(
        "the agency that hands over closes; there is nothing to do here");
  }
  KITH_ASSIGN_OR_RETURN(const OwnHandover own, OwnOf(found));
  HandoverReply reply;
  reply.set_reference(request.reference());
  const bool closed = found.handover.step() == StepBody::STEP_CLOSE;
  if (closed && own.involvements.empty()) return reply;  // Done before.
  if (!closed && found.handover.step() != StepBody::STEP_ACCEPT) {
    return absl::FailedPreconditionError(
        absl::StrCat("it is ", HandoverStateWord(found.handover.step()),
                     "; close once they have accepted"));
  }
  // INVARIANT (no gap): not by the broker's word alone. A close of our own
  // signature came after an acceptance that was looked at.
  KITH_RETURN_IF_ERROR(
      CheckStep(found, closed ? StepBody::STEP_CLOSE : StepBody::STEP_ACCEPT));
  if (!closed) {
    KITH_RETURN_IF_ERROR(TakeStep(staff, found.proposal, StepBody::STEP_CLOSE));
  }
  KITH_RETURN_IF_ERROR(Leave(staff, found, request.stay()));
  return reply;
}

absl::Status HandoverFlow::Leave(const Staff& staff, const Found& found,
                                 bool stay) {
  log::v1::CountDetail detail;
  detail.set_what(absl::StrCat(
      stay ? "leads no longer after " : "involvement ended after ",
      HandoverReference(found.proposal.handover_id()), " by ", staff.name));
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_ASSIGN_OR_RETURN(OwnHandover own,
                              people.GetHandover(found.proposal.handover_id()));
        KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> open,
                              people.OpenInvolvements());
        // What was handed over, and nothing that began since.
        for (Involvement one : open) {
          if (std::find(own.involvements.begin(), own.involvements.end(),
                        one.ref) == own.involvements.end()) {
            continue;
          }
          one.leads_for_family = false;
          one.ended = !stay;
          KITH_RETURN_IF_ERROR(people.PutInvolvement(one));
        }
        own.involvements.clear();
        KITH_RETURN_IF_ERROR(
            people.PutHandover(found.proposal.handover_id(), own));
        return std::vector<tlog::Entry>{{log::v1::EVENT_REGISTER, parts_.agency,
                                         detail.SerializeAsString(), ""}};
      })
      .status();
}

absl::StatusOr<HandoverFlow::Found> HandoverFlow::Find(
    const std::string& reference) const {
  KITH_ASSIGN_OR_RETURN(const handover::v1::ListReply listed,
                        parts_.broker.ListHandovers());
  for (int i = listed.handovers_size() - 1; i >= 0; --i) {
    Found found{listed.handovers(i), {}};
    const auto& proposal = found.handover.proposal();
    if (!found.proposal.ParseFromString(proposal.body()) ||
        HandoverReference(found.proposal.handover_id()) != reference) {
      continue;
    }
    // The broker carries it; whose it is it cannot make up.
    const network::v1::Agency* from =
        parts_.network.Get()->FindAgency(found.proposal.from());
    if (from == nullptr) return absl::NotFoundError("its agency has left");
    KITH_RETURN_IF_ERROR(VerifySignature(
        from->signing_key(), Label::kHandover, parts_.network.Get()->id(),
        proposal.body(), proposal.signature()));
    return found;
  }
  return absl::NotFoundError(
      "no such handover of this agency; kith handover list shows them");
}

absl::StatusOr<OwnHandover> HandoverFlow::OwnOf(const Found& found) const {
  return parts_.reader.With([&](Register& people) {
    return people.GetHandover(found.proposal.handover_id());
  });
}

absl::Status HandoverFlow::Keep(const std::string& handover_id,
                                const OwnHandover& own) {
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_RETURN_IF_ERROR(Register(db).PutHandover(handover_id, own));
        return std::vector<tlog::Entry>();
      })
      .status();
}

// INVARIANT (no oracle): whoever is not the one proposed has been tried, and
// that is kept and logged, before anything is said of it. In the transaction,
// so that tries at once are as many tries.
absl::Status HandoverFlow::CountTry(const Staff& staff, const Found& found) {
  log::v1::HandoverDetail detail;
  detail.set_handover_id(found.proposal.handover_id());
  detail.set_step("tried to accept");
  detail.set_agency(parts_.agency);
  detail.set_by_staff(staff.name);
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        const std::string& id = found.proposal.handover_id();
        KITH_ASSIGN_OR_RETURN(OwnHandover own, people.GetHandover(id));
        if (own.tries >= kMostTries) {
          return absl::ResourceExhaustedError(
              "five times it was somebody else; the other agency has to "
              "propose anew");
        }
        ++own.tries;
        KITH_RETURN_IF_ERROR(people.PutHandover(id, own));
        return std::vector<tlog::Entry>{{log::v1::EVENT_HANDOVER, parts_.agency,
                                         detail.SerializeAsString(), ""}};
      })
      .status();
}

// The centre first: what it did not take did not happen.
absl::Status HandoverFlow::TakeStep(const Staff& staff, StepBody body,
                                    StepBody::Step step) {
  body.set_step(step);
  if (step != StepBody::STEP_PROPOSE) body.clear_marks();
  body.set_made_at_ms(
      static_cast<std::uint64_t>(absl::ToUnixMillis(parts_.clock.Now())));
  handover::v1::SignedStep request;
  request.set_body(body.SerializeAsString());
  request.set_signature(parts_.signer.Sign(
      Label::kHandover, parts_.network.Get()->id(), request.body()));
  KITH_RETURN_IF_ERROR(parts_.broker.TakeHandoverStep(request));
  log::v1::HandoverDetail detail;
  detail.set_handover_id(body.handover_id());
  detail.set_step(HandoverStateWord(step));
  detail.set_agency(parts_.agency);
  detail.set_sha256(HashBytes(Sha256(request.body())));
  detail.set_by_staff(staff.name);
  return parts_.log
      .Run([&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
        return std::vector<tlog::Entry>{{log::v1::EVENT_HANDOVER, parts_.agency,
                                         detail.SerializeAsString(), ""}};
      })
      .status();
}

}  // namespace kith::agent
