// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/recall_notice_flow.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "agent/flows/show.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::AcknowledgeRecallReply;
using desk::v1::AcknowledgeRecallRequest;
using recall::v1::RecallNotice;
using recall::v1::SignedNotice;

absl::StatusOr<RecallNotice> Verified(const Network& network,
                                      const SignedNotice& carried) {
  RecallNotice notice;
  if (!notice.ParseFromString(carried.notice())) {
    return absl::InvalidArgumentError("a notice cannot be read");
  }
  const network::v1::Agency* holder = network.FindAgency(notice.holder());
  if (holder == nullptr) {
    return absl::UnauthenticatedError("no such agency");
  }
  KITH_RETURN_IF_ERROR(VerifySignature(holder->signing_key(), Label::kRecall,
                                       network.id(), carried.notice(),
                                       carried.signature()));
  return notice;
}

tlog::Entry EntryOf(log::v1::Event event, const ReceivedRecall& recall,
                    const std::string& signed_bytes,
                    const std::string& agency) {
  log::v1::RecallDetail detail;
  detail.set_enquiry_id(recall.enquiry_id);
  detail.set_subject(recall.subject);
  detail.set_holder(recall.holder);
  detail.set_sha256(HashBytes(Sha256(signed_bytes)));
  detail.set_by_staff(recall.acknowledged_by);
  return {event, agency, detail.SerializeAsString(), ""};
}

absl::StatusOr<bool> IsKept(Register& people, const RecallNotice& notice) {
  KITH_ASSIGN_OR_RETURN(const std::vector<ReceivedRecall> received,
                        people.ReceivedRecalls());
  return std::any_of(
      received.begin(), received.end(), [&](const ReceivedRecall& one) {
        return one.enquiry_id == notice.enquiry_id() &&
               one.subject == notice.subject() && one.holder == notice.holder();
      });
}

}  // namespace

void RecallNoticeFlow::Take(const link::v1::RecallNotices& notices) {
  for (const SignedNotice& notice : notices.notices()) {
    const absl::Status taken = TakeOne(notice);
    // One that does not hold must not keep the others.
    if (!taken.ok()) LogError("recall_notice_not_taken", {{"why", taken}});
  }
}

absl::Status RecallNoticeFlow::TakeOne(const SignedNotice& carried) {
  KITH_ASSIGN_OR_RETURN(const RecallNotice notice,
                        Verified(*parts_.network.Get(), carried));
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_ASSIGN_OR_RETURN(const bool kept, IsKept(people, notice));
        if (kept) return std::vector<tlog::Entry>();
        KITH_ASSIGN_OR_RETURN(std::string asked_by,
                              people.WhoAskedOwn(notice.enquiry_id()));
        const ReceivedRecall recall{.enquiry_id = notice.enquiry_id(),
                                    .subject = notice.subject(),
                                    .holder = notice.holder(),
                                    .time = parts_.clock.Now(),
                                    .asked_by = std::move(asked_by),
                                    .acknowledged_at = absl::UnixEpoch()};
        KITH_RETURN_IF_ERROR(people.PutReceivedRecall(recall));
        return std::vector<tlog::Entry>{EntryOf(
            log::v1::EVENT_RECALL, recall, carried.notice(), parts_.agency)};
      })
      .status();
}

absl::StatusOr<AcknowledgeRecallReply> RecallNoticeFlow::Acknowledge(
    const Staff& staff, const AcknowledgeRecallRequest& request) {
  AcknowledgeRecallReply reply;
  const absl::Status kept =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register people(db);
            KITH_ASSIGN_OR_RETURN(const std::vector<ReceivedRecall> received,
                                  people.ReceivedRecalls());
            std::vector<tlog::Entry> entries;
            bool any = false;
            for (const ReceivedRecall& one : received) {
              if (CheckReference(one.enquiry_id) != request.reference()) {
                continue;
              }
              any = true;
              if (!one.acknowledgement.empty()) continue;
              const ReceivedRecall read = Acknowledged(one, staff);
              KITH_RETURN_IF_ERROR(people.PutReceivedRecall(read));
              entries.push_back(EntryOf(log::v1::EVENT_RECALL_ACKNOWLEDGED,
                                        read, read.acknowledgement,
                                        parts_.agency));
            }
            if (!any) {
              return absl::NotFoundError(
                  "no answer of this check was taken back; `kith recall list` "
                  "shows those that were");
            }
            reply.set_notices(static_cast<std::uint32_t>(entries.size()));
            return entries;
          })
          .status();
  if (!kept.ok()) return kept;
  const absl::Status told = SendWaiting();
  if (!told.ok()) LogWarning("recalls_wait", {{"why", told}});
  reply.set_pending(!told.ok());
  return reply;
}

ReceivedRecall RecallNoticeFlow::Acknowledged(ReceivedRecall recall,
                                              const Staff& staff) const {
  recall.acknowledged_by = staff.name;
  recall.acknowledged_at = parts_.clock.Now();
  recall::v1::RecallAcknowledgement body;
  body.set_enquiry_id(recall.enquiry_id);
  body.set_subject(recall.subject);
  body.set_holder(recall.holder);
  body.set_asker(parts_.agency);
  body.set_acknowledged_at_ms(
      static_cast<std::uint64_t>(absl::ToUnixMillis(recall.acknowledged_at)));
  recall.acknowledgement = body.SerializeAsString();
  recall.acknowledgement_signature =
      parts_.signer.Sign(Label::kRecallAcknowledged, parts_.network.Get()->id(),
                         recall.acknowledgement);
  return recall;
}

absl::Status RecallNoticeFlow::SendWaiting() {
  KITH_ASSIGN_OR_RETURN(std::vector<ReceivedRecall> received,
                        parts_.reader.With([](Register& people) {
                          return people.ReceivedRecalls();
                        }));
  for (ReceivedRecall& recall : received) {
    if (recall.acknowledgement.empty() || recall.told) continue;
    recall::v1::AcknowledgeRequest request;
    auto* carried = request.mutable_acknowledgement();
    carried->set_acknowledgement(recall.acknowledgement);
    carried->set_signature(recall.acknowledgement_signature);
    const absl::Status told = parts_.broker.AcknowledgeRecall(request);
    // NOT_FOUND: the broker knows of no such notice and never will.
    if (!told.ok() && !absl::IsNotFound(told)) return told;
    recall.told = true;
    const absl::Status kept =
        parts_.log
            .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
              KITH_RETURN_IF_ERROR(Register(db).PutReceivedRecall(recall));
              return std::vector<tlog::Entry>();
            })
            .status();
    if (!kept.ok()) return kept;
  }
  return absl::OkStatus();
}

}  // namespace kith::agent
