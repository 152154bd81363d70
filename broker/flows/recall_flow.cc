// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/recall_flow.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "broker/flows/record_grounds_flow.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

using recall::v1::RecallAcknowledgement;
using recall::v1::RecallNotice;
using recall::v1::RoutedProof;
using recall::v1::SendReply;
using recall::v1::SendRequest;
using recall::v1::SignedAcknowledgement;

constexpr std::size_t kEnquiryIdBytes = 16;
constexpr std::uint32_t kMostSubjects = 8;
// Brought at once; the next when these are acknowledged.
constexpr std::uint32_t kNoticesAtOnce = 256;

absl::Status NotProved() {
  return absl::PermissionDeniedError(
      "the proof does not show that you were asked about this person");
}

absl::Status CheckAnswer(const std::string& enquiry_id, std::uint32_t subject) {
  if (enquiry_id.size() != kEnquiryIdBytes) {
    return absl::InvalidArgumentError("enquiry_id: 16 bytes");
  }
  if (subject >= kMostSubjects) {
    return absl::InvalidArgumentError("subject: 0 to 7");
  }
  return absl::OkStatus();
}

absl::StatusOr<RecallNotice> ParseNotice(const std::string& bytes,
                                         const std::string& caller) {
  RecallNotice notice;
  if (!notice.ParseFromString(bytes)) {
    return absl::InvalidArgumentError("notice: cannot be read");
  }
  KITH_RETURN_IF_ERROR(CheckAnswer(notice.enquiry_id(), notice.subject()));
  if (notice.holder() != caller) {
    return absl::InvalidArgumentError("holder: not the calling agency");
  }
  return notice;
}

absl::StatusOr<RecallAcknowledgement> ParseAcknowledgement(
    const std::string& bytes, const std::string& caller) {
  RecallAcknowledgement body;
  if (!body.ParseFromString(bytes)) {
    return absl::InvalidArgumentError("acknowledgement: cannot be read");
  }
  KITH_RETURN_IF_ERROR(CheckAnswer(body.enquiry_id(), body.subject()));
  if (body.asker() != caller) {
    return absl::InvalidArgumentError("asker: not the calling agency");
  }
  return body;
}

// Who asked, if the release of this enquiry commits to the holder having been
// asked about this subject.
absl::StatusOr<std::string> ProvedAsker(
    SealedDb& db, const RecallNotice& notice, const RoutedProof& proof,
    const enquiry::v1::CapsuleHeader& header) {
  if (header.enquiry_id() != notice.enquiry_id() ||
      header.subject() != notice.subject()) {
    return NotProved();
  }
  const absl::StatusOr<log::v1::Opening> opening =
      tlog::AuditLog::ReadOpening(db, proof.released_index());
  if (absl::IsNotFound(opening.status())) return NotProved();
  KITH_RETURN_IF_ERROR(opening.status());
  log::v1::EnquiryDetail released;
  if (opening->event() != log::v1::EVENT_RELEASED ||
      !released.ParseFromString(opening->detail()) ||
      released.enquiry_id() != notice.enquiry_id() ||
      released.holders_root().size() != kHashBytes) {
    return NotProved();
  }
  const absl::StatusOr<tlog::Proof> path =
      tlog::UnpackProof(proof.holder_path());
  if (!path.ok()) return NotProved();
  const std::vector<std::string> refs(proof.ground_refs().begin(),
                                      proof.ground_refs().end());
  const Hash commitment = tlog::HolderCommitment(
      proof.holder_salt(), notice.holder(), proof.header(), refs);
  if (!tlog::VerifyInclusion(proof.holder_index(), proof.holder_count(),
                             tlog::LeafHash(HashView(commitment)), *path,
                             HashFromBytes(released.holders_root()))
           .ok()) {
    return NotProved();
  }
  return opening->agency();
}

// One for the holder and one for the asker; who asked is in neither.
std::vector<tlog::Entry> EntriesOf(log::v1::Event event,
                                   const StoredRecall& recall,
                                   const std::string& signed_bytes) {
  log::v1::RecallDetail detail;
  detail.set_enquiry_id(recall.enquiry_id);
  detail.set_subject(recall.subject);
  detail.set_holder(recall.holder);
  detail.set_sha256(HashBytes(Sha256(signed_bytes)));
  const std::string bytes = detail.SerializeAsString();
  return {{event, recall.holder, bytes, ""}, {event, recall.asker, bytes, ""}};
}

recall::v1::Acknowledged ForTheHolder(const StoredRecall& recall) {
  recall::v1::Acknowledged told;
  told.set_enquiry_id(recall.enquiry_id);
  told.set_subject(recall.subject);
  if (!recall.asker_hidden) {
    auto* signed_bytes = told.mutable_acknowledgement();
    signed_bytes->set_acknowledgement(recall.acknowledgement);
    signed_bytes->set_signature(recall.acknowledgement_signature);
  }
  return told;
}

}  // namespace

void RecallFlow::Send(const std::string& caller, const SendRequest& request,
                      Sent done) {
  const absl::Status member = CheckSignedByMember(
      *parts_.network.Get(), parts_.clock.Now(), caller, Label::kRecall,
      request.notice().notice(), request.notice().signature());
  if (!member.ok()) return done(member);
  const absl::StatusOr<RecallNotice> notice =
      ParseNotice(request.notice().notice(), caller);
  if (!notice.ok()) return done(notice.status());

  auto recall = std::make_shared<StoredRecall>();
  parts_.log.Submit(
      [this, recall, notice = *notice,
       request](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        std::vector<tlog::Entry> entries;
        KITH_ASSIGN_OR_RETURN(*recall, Take(db, notice, request, entries));
        return entries;
      },
      [this, recall,
       done = std::move(done)](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return done(committed.status());
        SendReply reply;
        if (!committed->entries.empty()) Deliver(recall->asker);
        if (!recall->acknowledgement.empty()) {
          *reply.mutable_acknowledged() = ForTheHolder(*recall);
        }
        done(reply);
      });
}

absl::StatusOr<StoredRecall> RecallFlow::Take(
    SealedDb& db, const RecallNotice& notice, const SendRequest& request,
    std::vector<tlog::Entry>& entries) {
  const auto transaction = parts_.transaction(db);
  KITH_ASSIGN_OR_RETURN(
      const std::optional<StoredRecall> known,
      transaction->FindRecall(notice.enquiry_id(), notice.subject(),
                              notice.holder()));
  if (known.has_value()) return *known;
  enquiry::v1::CapsuleHeader header;
  if (!header.ParseFromString(request.proof().header())) return NotProved();
  KITH_ASSIGN_OR_RETURN(const std::string asker,
                        ProvedAsker(db, notice, request.proof(), header));
  const StoredRecall recall{.enquiry_id = notice.enquiry_id(),
                            .subject = notice.subject(),
                            .holder = notice.holder(),
                            .asker = asker,
                            .asker_hidden = header.asker().empty(),
                            .notice = request.notice().notice(),
                            .signature = request.notice().signature()};
  KITH_RETURN_IF_ERROR(transaction->PutRecall(recall));
  entries = EntriesOf(log::v1::EVENT_RECALL, recall, recall.notice);
  return recall;
}

void RecallFlow::Acknowledge(const std::string& caller,
                             const SignedAcknowledgement& acknowledgement,
                             Acknowledged done) {
  const absl::Status member = CheckSignedByMember(
      *parts_.network.Get(), parts_.clock.Now(), caller,
      Label::kRecallAcknowledged, acknowledgement.acknowledgement(),
      acknowledgement.signature());
  if (!member.ok()) return done(member);
  const absl::StatusOr<RecallAcknowledgement> body =
      ParseAcknowledgement(acknowledgement.acknowledgement(), caller);
  if (!body.ok()) return done(body.status());

  auto recall = std::make_shared<StoredRecall>();
  parts_.log.Submit(
      [this, recall, body = *body, acknowledgement](
          SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        std::vector<tlog::Entry> entries;
        KITH_ASSIGN_OR_RETURN(*recall,
                              Close(db, body, acknowledgement, entries));
        return entries;
      },
      [this, recall,
       done = std::move(done)](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return done(committed.status());
        parts_.executor.Post([this, recall] {
          link::v1::ToAgent message;
          *message.mutable_recall_acknowledged() = ForTheHolder(*recall);
          // A holder that is not connected hears it when it asks again.
          (void)parts_.relay.Send(recall->holder, message);
        });
        done(absl::OkStatus());
      });
}

absl::StatusOr<StoredRecall> RecallFlow::Close(
    SealedDb& db, const RecallAcknowledgement& body,
    const SignedAcknowledgement& acknowledgement,
    std::vector<tlog::Entry>& entries) {
  const auto transaction = parts_.transaction(db);
  KITH_ASSIGN_OR_RETURN(std::optional<StoredRecall> recall,
                        transaction->FindRecall(body.enquiry_id(),
                                                body.subject(), body.holder()));
  if (!recall.has_value() || recall->asker != body.asker()) {
    return absl::NotFoundError("no such notice for you");
  }
  if (!recall->acknowledgement.empty()) return *recall;
  recall->acknowledgement = acknowledgement.acknowledgement();
  recall->acknowledgement_signature = acknowledgement.signature();
  KITH_RETURN_IF_ERROR(transaction->PutRecall(*recall));
  entries = EntriesOf(log::v1::EVENT_RECALL_ACKNOWLEDGED, *recall,
                      recall->acknowledgement);
  return *recall;
}

void RecallFlow::Deliver(const std::string& asker) {
  parts_.executor.Post([this, asker] {
    const absl::StatusOr<std::vector<StoredRecall>> waiting =
        parts_.reader.RecallsWaitingFor(asker, kNoticesAtOnce);
    if (!waiting.ok()) {
      LogError("recalls_not_read", {{"why", waiting.status()}});
      return;
    }
    if (waiting->empty()) return;
    link::v1::ToAgent message;
    for (const StoredRecall& recall : *waiting) {
      auto* notice = message.mutable_recall_notices()->add_notices();
      notice->set_notice(recall.notice);
      notice->set_signature(recall.signature);
    }
    // An asker that is not connected gets them after its next Hello.
    (void)parts_.relay.Send(asker, message);
  });
}

}  // namespace kith::broker
