// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/handover_flow.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/flows/agreement_rules.h"
#include "agent/flows/make_tokens.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/show.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::HandoverReply;
using handover::v1::StepBody;

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kMarks = 16;
constexpr absl::Duration kPatience = absl::Seconds(5);

absl::StatusOr<std::vector<Involvement>> OpenOf(
    Register& people, const std::vector<std::string>& records) {
  std::vector<Involvement> open;
  for (const std::string& record : records) {
    KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> all,
                          people.InvolvementsOf(record));
    std::copy_if(all.begin(), all.end(), std::back_inserter(open),
                 [](const Involvement& one) { return !one.ended; });
  }
  return open;
}

// Whether it is in the index, every row of it.
absl::StatusOr<bool> IsListed(Register& people, const std::string& person) {
  KITH_ASSIGN_OR_RETURN(const std::string listed, people.ListedAs(person));
  KITH_ASSIGN_OR_RETURN(const std::vector<PublishedRow> rows,
                        people.RowsOf(person));
  return !listed.empty() && !rows.empty() &&
         std::all_of(rows.begin(), rows.end(), [](const PublishedRow& row) {
           return row.state == RowState::kPresent;
         });
}

// The day of the proposal counts: exports know days only.
bool IsAgreedSince(const std::vector<Ground>& grounds, absl::Time proposed_at,
                   absl::Time now) {
  const absl::Time day = absl::FromCivil(
      absl::ToCivilDay(proposed_at, absl::UTCTimeZone()), absl::UTCTimeZone());
  return std::any_of(grounds.begin(), grounds.end(), [&](const Ground& ground) {
    if (ground.withdrawn || ground.until <= now) return false;
    return ground.kind == GroundKind::kLawfulBasis ||
           (ground.kind == GroundKind::kConsent && ground.given_at >= day);
  });
}

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
  while (marks.size() < kMarks)
    marks.push_back(parts_.random.Bytes(kHashBytes));
  parts_.random.Shuffle(marks);
  for (std::string& mark : marks) *body.add_marks() = std::move(mark);
  KITH_RETURN_IF_ERROR(TakeStep(staff, body, StepBody::STEP_PROPOSE, person));
  HandoverReply reply;
  reply.set_reference(HandoverReference(body.handover_id()));
  return reply;
}

absl::StatusOr<HandoverReply> HandoverFlow::Accept(
    const Staff& staff, const desk::v1::AcceptHandoverRequest& request) {
  KITH_ASSIGN_OR_RETURN(const Found found, Find(request.reference()));
  google::protobuf::RepeatedPtrField<desk::v1::Person> one;
  *one.Add() = request.person();
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> records,
                        FindRecords(parts_, one));
  KITH_RETURN_IF_ERROR(CheckTakenOver(records, found));
  KITH_RETURN_IF_ERROR(
      TakeStep(staff, found.proposal, StepBody::STEP_ACCEPT, records[0]));
  HandoverReply reply;
  reply.set_reference(request.reference());
  return reply;
}

// INVARIANT (no gap): whoever accepts is involved, listed and agreed to, with
// the very person that was proposed.
absl::Status HandoverFlow::CheckTakenOver(
    const std::vector<std::string>& records, const Found& found) const {
  const auto& marks = found.proposal.marks();
  const std::set<std::string> proposed(marks.begin(), marks.end());
  bool is_the_one = false;
  for (const std::string& record : records) {
    KITH_ASSIGN_OR_RETURN(const std::vector<std::string> own,
                          MarksOf(record, found.proposal.handover_id(),
                                  /*newest_epoch_only=*/false));
    is_the_one = is_the_one ||
                 std::any_of(own.begin(), own.end(), [&](const auto& mark) {
                   return proposed.contains(mark);
                 });
  }
  if (!is_the_one) {
    return absl::FailedPreconditionError(
        "this is not the person that was proposed, or not written the same; "
        "compare name, date of birth and numbers on the telephone");
  }
  const absl::Time now = parts_.clock.Now();
  return parts_.reader.With([&](Register& people) -> absl::Status {
    KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> open,
                          OpenOf(people, records));
    if (open.empty()) {
      return absl::FailedPreconditionError(
          "this agency is not involved with them yet; enter it in your system "
          "and import, then accept");
    }
    bool agreed = false;
    bool listed = false;
    for (const Involvement& one : open) {
      KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                            people.GroundsOf(one.person));
      agreed = agreed ||
               IsAgreedSince(grounds,
                             absl::FromUnixMillis(static_cast<std::int64_t>(
                                 found.handover.proposed_at_ms())),
                             now);
      KITH_ASSIGN_OR_RETURN(const bool is_listed, IsListed(people, one.person));
      listed = listed || is_listed;
    }
    if (!agreed) {
      return absl::FailedPreconditionError(
          "the family has not agreed since the proposal; ask them, then kith "
          "consent record");
    }
    return listed ? absl::OkStatus()
                  : absl::FailedPreconditionError(
                        "your involvement is not in the index yet; wait for "
                        "kith publish watch, then accept");
  });
}

absl::StatusOr<HandoverReply> HandoverFlow::End(
    const Staff& staff, const desk::v1::EndHandoverRequest& request) {
  KITH_ASSIGN_OR_RETURN(const Found found, Find(request.reference()));
  const bool ours = found.proposal.from() == parts_.agency;
  KITH_RETURN_IF_ERROR(
      TakeStep(staff, found.proposal,
               ours ? StepBody::STEP_TAKE_BACK : StepBody::STEP_DECLINE, ""));
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
  if (found.handover.step() != StepBody::STEP_ACCEPT &&
      found.handover.step() != StepBody::STEP_CLOSE) {
    return absl::FailedPreconditionError(
        absl::StrCat("it is ", HandoverStateWord(found.handover.step()),
                     "; close once they have accepted"));
  }
  KITH_RETURN_IF_ERROR(
      TakeStep(staff, found.proposal, StepBody::STEP_CLOSE, ""));
  KITH_RETURN_IF_ERROR(Leave(staff, found, request.stay()));
  HandoverReply reply;
  reply.set_reference(request.reference());
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
        KITH_ASSIGN_OR_RETURN(
            const std::string person,
            people.PersonOfHandover(found.proposal.handover_id()));
        KITH_ASSIGN_OR_RETURN(std::vector<Involvement> all,
                              people.InvolvementsOf(person));
        for (Involvement& one : all) {
          one.leads_for_family = false;
          one.ended = one.ended || !stay;
          KITH_RETURN_IF_ERROR(people.PutInvolvement(one));
        }
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

// What only an agency that knows the person can make: by the capsule keys of
// the strong match keys, which never leave an agent.
absl::StatusOr<std::vector<std::string>> HandoverFlow::MarksOf(
    const std::string& person, const std::string& handover_id,
    bool newest_epoch_only) const {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_ASSIGN_OR_RETURN(const std::vector<Identity> identities,
                        parts_.reader.With([&](Register& people) {
                          return people.IdentitiesOf(person);
                        }));
  std::set<std::string> inputs;
  for (const Identity& identity : identities) {
    for (const MatchKey& key : AskedKeysOf(identity, *network, parts_.agency)) {
      if (!key.strong || inputs.size() == kMarks) continue;
      KITH_ASSIGN_OR_RETURN(std::string input, OprfInput(network->id(), key));
      inputs.insert(std::move(input));
    }
  }
  std::vector<std::uint32_t> epochs;
  for (const auto& epoch : network->file().epochs()) {
    if (!epoch.ask()) continue;
    if (newest_epoch_only) epochs.clear();
    epochs.push_back(epoch.number());
  }
  std::vector<std::string> marks;
  if (inputs.empty()) return marks;
  for (const std::uint32_t epoch : epochs) {
    KITH_ASSIGN_OR_RETURN(
        const std::vector<TokenPair> pairs,
        MakeTokens(parts_,
                   {.allowance = evaluate::v1::EvaluateRequest::ALLOWANCE_ASK,
                    .epoch = epoch,
                    .batch = kMarks,
                    .timeout = kPatience},
                   std::vector<std::string>(inputs.begin(), inputs.end())));
    for (const TokenPair& pair : pairs) {
      marks.push_back(
          HmacSha256(pair.capsule_key.Expose(),
                     absl::StrCat("kith/v1/handover", handover_id)));
    }
  }
  return marks;
}

// The centre first: what it did not take did not happen.
absl::Status HandoverFlow::TakeStep(const Staff& staff, StepBody body,
                                    StepBody::Step step,
                                    const std::string& person) {
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
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        if (!person.empty()) {
          KITH_RETURN_IF_ERROR(
              Register(db).PutHandover(body.handover_id(), person));
        }
        return std::vector<tlog::Entry>{{log::v1::EVENT_HANDOVER, parts_.agency,
                                         detail.SerializeAsString(), ""}};
      })
      .status();
}

}  // namespace kith::agent
