// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/recall_flow.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/recall_list.h"
#include "agent/flows/show.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::SendRecallReply;
using desk::v1::SendRecallRequest;

// How far back the checks of one agency are looked through.
constexpr absl::Duration kLookBack = absl::Hours(24 * 28);

absl::Status CheckRequest(const SendRecallRequest& request,
                          const Network& network) {
  if (request.reference().empty() == request.agency().empty()) {
    return absl::InvalidArgumentError(
        "which answers? name the check (K-4821-7M) or the agency that asked, "
        "one of the two");
  }
  if (!request.agency().empty() &&
      network.FindAgency(request.agency()) == nullptr) {
    return absl::InvalidArgumentError(
        "agency: not in the network file; `kith network print` lists them");
  }
  return absl::OkStatus();
}

absl::StatusOr<Identity> NormaliseOne(const desk::v1::Person& person,
                                      const Network& network,
                                      absl::string_view which) {
  absl::StatusOr<Identity> identity = NormalisePerson(person, network);
  if (identity.ok()) return identity;
  return absl::InvalidArgumentError(
      absl::StrCat(which, ": ", identity.status().message()));
}

bool IsMeant(const SendRecallRequest& request, const AnswerGiven& answer,
             absl::Time now) {
  if (!request.reference().empty()) {
    return CheckReference(answer.enquiry_id) == request.reference();
  }
  return answer.asker == request.agency() && now - answer.time <= kLookBack;
}

bool IsOf(const SentRecall& recall, const std::string& enquiry_id,
          std::uint32_t subject) {
  return recall.enquiry_id == enquiry_id && recall.subject == subject;
}

tlog::Entry EntryOf(log::v1::Event event, const SentRecall& recall,
                    const std::string& signed_bytes,
                    const std::string& agency) {
  log::v1::RecallDetail detail;
  detail.set_enquiry_id(recall.enquiry_id);
  detail.set_subject(recall.subject);
  detail.set_holder(agency);
  detail.set_sha256(HashBytes(Sha256(signed_bytes)));
  if (event == log::v1::EVENT_RECALL) detail.set_by_staff(recall.staff);
  return {event, agency, detail.SerializeAsString(), ""};
}

// What was done in the register: how many people, not whom or why.
tlog::Entry RegisterEntry(const std::string& agency, std::size_t people) {
  log::v1::CountDetail detail;
  detail.set_what("people in the register changed by hand");
  detail.set_count(people);
  return {log::v1::EVENT_REGISTER, agency, detail.SerializeAsString(), ""};
}

}  // namespace

absl::StatusOr<SendRecallReply> RecallFlow::Send(
    const Staff& staff, const SendRecallRequest& request) {
  KITH_RETURN_IF_ERROR(CheckRequest(request, *parts_.network.Get()));
  KITH_ASSIGN_OR_RETURN(const Mistaken mistaken, Understand(request));
  KITH_ASSIGN_OR_RETURN(SendRecallReply reply,
                        TakeBack(staff, request, mistaken));
  const absl::Status told = SendWaiting();
  if (!told.ok()) LogWarning("recalls_wait", {{"why", told}});
  reply.set_pending(!told.ok());
  reply.set_words(
      told.ok() ? "Whoever was given it is told, and asked to acknowledge it."
                : "The centre could not be told yet and will be as soon as it "
                  "can be reached.");
  return reply;
}

absl::StatusOr<RecallFlow::Mistaken> RecallFlow::Understand(
    const SendRecallRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_ASSIGN_OR_RETURN(const Identity identity,
                        NormaliseOne(request.person(), *network, "person"));
  KITH_ASSIGN_OR_RETURN(const Identity other,
                        NormaliseOne(request.not_person(), *network, "not"));
  Mistaken mistaken;
  KITH_ASSIGN_OR_RETURN(mistaken.others,
                        RegisterKeysOf(other, *network, parts_.agency));
  std::erase_if(mistaken.others,
                [](const RegisterKey& key) { return !key.strong; });
  if (mistaken.others.empty()) {
    return absl::InvalidArgumentError(
        "not: nobody can be told apart by this; give forename, surname and the "
        "full date of birth, or a number that this network uses");
  }
  KITH_ASSIGN_OR_RETURN(
      const std::vector<Known> known, parts_.reader.With([&](Register& people) {
        return FindInRegister(people, identity, *network, parts_.agency);
      }));
  for (const Known& one : known) {
    if (one.certain) mistaken.people.push_back(one.person.ref);
  }
  if (mistaken.people.empty()) {
    return absl::NotFoundError(
        "person: not in this agency's register, or not with certainty; check "
        "the spelling and the date of birth");
  }
  return mistaken;
}

// INVARIANT (said once): the two are told apart, the notices kept and the log
// written in one change, so the asker will be told whatever happens to this
// process.
absl::StatusOr<SendRecallReply> RecallFlow::TakeBack(
    const Staff& staff, const SendRecallRequest& request,
    const Mistaken& mistaken) {
  SendRecallReply reply;
  const absl::Status kept =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register people(db);
            KITH_ASSIGN_OR_RETURN(const std::vector<SentRecall> before,
                                  people.SentRecalls());
            std::vector<tlog::Entry> entries = {
                RegisterEntry(parts_.agency, mistaken.people.size())};
            reply.set_told_apart(true);
            for (const std::string& person : mistaken.people) {
              KITH_RETURN_IF_ERROR(people.PutUnlinked(person, mistaken.others));
              KITH_ASSIGN_OR_RETURN(
                  const ToldApart apart,
                  people.IsToldApart(person, mistaken.others));
              if (apart != ToldApart::kYes) reply.set_told_apart(false);
              KITH_ASSIGN_OR_RETURN(const std::vector<AnswerGiven> answers,
                                    people.AnswersAbout(person));
              for (const AnswerGiven& answer : answers) {
                if (!IsMeant(request, answer, parts_.clock.Now())) continue;
                if (answer.proof.empty()) {
                  reply.add_to_ring(CheckReference(answer.enquiry_id));
                  continue;
                }
                reply.set_answers(reply.answers() + 1);
                if (std::any_of(before.begin(), before.end(),
                                [&](const SentRecall& one) {
                                  return IsOf(one, answer.enquiry_id,
                                              answer.subject);
                                })) {
                  continue;
                }
                const SentRecall recall = Signed(answer, staff);
                KITH_RETURN_IF_ERROR(people.PutSentRecall(recall));
                entries.push_back(EntryOf(log::v1::EVENT_RECALL, recall,
                                          recall.notice, parts_.agency));
              }
            }
            if (reply.answers() == 0 && reply.to_ring().empty()) {
              return absl::NotFoundError(
                  "no such answer was given about this person");
            }
            return entries;
          })
          .status();
  if (!kept.ok()) return kept;
  return reply;
}

SentRecall RecallFlow::Signed(const AnswerGiven& answer,
                              const Staff& staff) const {
  recall::v1::RecallNotice notice;
  notice.set_enquiry_id(answer.enquiry_id);
  notice.set_subject(answer.subject);
  notice.set_holder(parts_.agency);
  notice.set_issued_at_ms(
      static_cast<std::uint64_t>(absl::ToUnixMillis(parts_.clock.Now())));
  const std::string bytes = notice.SerializeAsString();
  return {.enquiry_id = answer.enquiry_id,
          .subject = answer.subject,
          .time = parts_.clock.Now(),
          .staff = staff.name,
          .asker = answer.asker,
          .notice = bytes,
          .signature = parts_.signer.Sign(Label::kRecall,
                                          parts_.network.Get()->id(), bytes),
          .proof = answer.proof,
          .acknowledged_at = absl::UnixEpoch()};
}

absl::StatusOr<desk::v1::ListRecallsReply> RecallFlow::List(
    const Staff& staff) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  return parts_.reader.With(
      [&](Register& people) { return ListRecalls(people, *network, staff); });
}

absl::Status RecallFlow::SendWaiting() {
  KITH_ASSIGN_OR_RETURN(std::vector<SentRecall> recalls,
                        parts_.reader.With([](Register& people) {
                          return people.SentRecalls();
                        }));
  for (SentRecall& recall : recalls) {
    if (recall.state == RecallState::kPending ||
        recall.state == RecallState::kSent) {
      KITH_RETURN_IF_ERROR(SendOne(std::move(recall)));
    }
  }
  return absl::OkStatus();
}

absl::Status RecallFlow::SendOne(SentRecall recall) {
  recall::v1::SendRequest request;
  request.mutable_notice()->set_notice(recall.notice);
  request.mutable_notice()->set_signature(recall.signature);
  if (!request.mutable_proof()->ParseFromString(recall.proof)) {
    return absl::DataLossError("a proof of release cannot be read");
  }
  const auto reply = parts_.broker.SendRecall(request);
  if (absl::IsPermissionDenied(reply.status()) ||
      absl::IsInvalidArgument(reply.status())) {
    // One the broker will never take must not keep the others.
    LogError("recall_refused", {{"why", reply.status()}});
    recall.state = RecallState::kRefused;
    return KeepState(recall);
  }
  KITH_RETURN_IF_ERROR(reply.status());
  if (recall.state == RecallState::kPending) {
    recall.state = RecallState::kSent;
    KITH_RETURN_IF_ERROR(KeepState(recall));
  }
  if (reply->has_acknowledged()) TakeAcknowledged(reply->acknowledged());
  return absl::OkStatus();
}

void RecallFlow::TakeAcknowledged(
    const recall::v1::Acknowledged& acknowledged) {
  const absl::Status taken =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register people(db);
            KITH_ASSIGN_OR_RETURN(std::vector<SentRecall> recalls,
                                  people.SentRecalls());
            std::vector<tlog::Entry> entries;
            for (SentRecall& recall : recalls) {
              if (!IsOf(recall, acknowledged.enquiry_id(),
                        acknowledged.subject()) ||
                  recall.state == RecallState::kAcknowledged) {
                continue;
              }
              KITH_ASSIGN_OR_RETURN(recall.acknowledged_at,
                                    VerifyAcknowledged(recall, acknowledged));
              recall.state = RecallState::kAcknowledged;
              KITH_RETURN_IF_ERROR(people.PutSentRecall(recall));
              entries.push_back(
                  EntryOf(log::v1::EVENT_RECALL_ACKNOWLEDGED, recall,
                          acknowledged.acknowledgement().acknowledgement(),
                          parts_.agency));
            }
            return entries;
          })
          .status();
  if (!taken.ok()) {
    LogError("recall_acknowledgement_not_taken", {{"why", taken}});
  }
}

// When. An asker that hid itself stays hidden: the broker's word is taken.
absl::StatusOr<absl::Time> RecallFlow::VerifyAcknowledged(
    const SentRecall& recall,
    const recall::v1::Acknowledged& acknowledged) const {
  if (recall.asker.empty()) return parts_.clock.Now();
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const network::v1::Agency* asker = network->FindAgency(recall.asker);
  if (asker == nullptr) return absl::UnauthenticatedError("no such agency");
  const auto& carried = acknowledged.acknowledgement();
  KITH_RETURN_IF_ERROR(VerifySignature(
      asker->signing_key(), Label::kRecallAcknowledged, network->id(),
      carried.acknowledgement(), carried.signature()));
  recall::v1::RecallAcknowledgement body;
  if (!body.ParseFromString(carried.acknowledgement()) ||
      !IsOf(recall, body.enquiry_id(), body.subject()) ||
      body.holder() != parts_.agency || body.asker() != recall.asker) {
    return absl::UnauthenticatedError("an acknowledgement of another notice");
  }
  return absl::FromUnixMillis(
      static_cast<std::int64_t>(body.acknowledged_at_ms()));
}

absl::Status RecallFlow::KeepState(const SentRecall& recall) {
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_RETURN_IF_ERROR(Register(db).PutSentRecall(recall));
        return std::vector<tlog::Entry>();
      })
      .status();
}

}  // namespace kith::agent
