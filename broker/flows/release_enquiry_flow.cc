// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/release_enquiry_flow.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

// A reply that misses its time goes out at the next of these parts of it, so
// that lateness says little.
constexpr int kReleaseSteps = 30;
// How long after acceptance a reply is given again.
constexpr absl::Duration kSameReply = absl::Seconds(10);
// Proofs follow the reply between these parts of the release time.
constexpr int kProofsSoonest = 15;
constexpr int kProofsLatestTenths = 75;  // release / 7.5
constexpr std::size_t kReplyMultiple = 1024;
// Tag and length of the padding itself.
constexpr std::size_t kPaddingOverhead = 3;

void PadReply(enquiry::v1::AskReply& reply) {
  // At least 128 bytes, so that the length always takes two of them.
  const std::size_t bare = reply.ByteSizeLong() + kPaddingOverhead + 128;
  const std::size_t whole =
      (bare + kReplyMultiple - 1) / kReplyMultiple * kReplyMultiple;
  reply.set_padding(std::string(128 + whole - bare, '\0'));
}

}  // namespace

void ReleaseEnquiryFlow::ReleaseIfAllAnswered(
    std::shared_ptr<Enquiry> enquiry) {
  if (parts_.release_timer != ReleaseTimer::kAtOnce) return;
  {
    absl::MutexLock lock(&enquiry->mutex);
    for (const auto& subject : enquiry->routed) {
      for (const RoutedAgency& routed : subject) {
        if (!routed.answered) return;
      }
    }
  }
  Run(std::move(enquiry));
}

void ReleaseEnquiryFlow::Run(std::shared_ptr<Enquiry> enquiry) {
  {
    absl::MutexLock lock(&enquiry->mutex);
    if (enquiry->window_closed) return;
    enquiry->window_closed = true;
  }
  auto draft = std::make_shared<ReleaseDraft>(
      ReleaseDraft::Make(*enquiry, parts_.random));
  parts_.fence.Releasing(enquiry->id, draft->GroundRefs());
  parts_.log.Submit(
      [this, enquiry, draft](SealedDb& db) {
        return ReReadAndLog(db, *enquiry, *draft);
      },
      [this, enquiry, draft](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) {
          parts_.fence.Settled(enquiry->id);
          const absl::Status why = committed.status();
          return parts_.executor.Post(
              [this, enquiry, why] { Abort(enquiry, why); });
        }
        parts_.executor.Post(
            [this, enquiry, draft, committed = *std::move(committed)] {
              Finish(enquiry, draft, committed);
            });
      });
}

// INVARIANT (fence): a ground that was withdrawn before this transaction takes
// its slots with it; one withdrawn after it waits for the asker.
absl::StatusOr<std::vector<tlog::Entry>> ReleaseEnquiryFlow::ReReadAndLog(
    SealedDb& db, const Enquiry& enquiry, ReleaseDraft& draft) {
  const auto transaction = parts_.transaction(db);
  KITH_ASSIGN_OR_RETURN(
      const std::set<std::string> ended,
      EndedGrounds(*transaction, draft.GroundRefs(), parts_.clock.Now()));
  draft.BlankResting(ended, parts_.random);
  KITH_RETURN_IF_ERROR(transaction->EndEnquiry(enquiry.id));

  log::v1::EnquiryDetail detail;
  detail.set_enquiry_id(enquiry.id);
  detail.set_body_sha256(enquiry.body_hash);
  detail.set_shape(static_cast<std::uint32_t>(enquiry.ask.subjects_size()));
  detail.set_slots_root(HashBytes(draft.SlotsRoot()));
  detail.set_holders_root(HashBytes(draft.HoldersRoot()));
  return std::vector<tlog::Entry>{
      {log::v1::EVENT_RELEASED, enquiry.asker, detail.SerializeAsString(),
       tlog::ReleasePublicPart(draft.SlotsRoot(), draft.HoldersRoot())}};
}

absl::Duration ReleaseEnquiryFlow::ReleaseTime(Enquiry& enquiry) const {
  const absl::Duration now = parts_.clock.Monotonic();
  if (parts_.release_timer == ReleaseTimer::kAtOnce) return now;
  absl::MutexLock lock(&enquiry.mutex);
  const absl::Duration release = enquiry.network->release();
  absl::Duration when = enquiry.accepted_at + release;
  while (when < now) when += release / kReleaseSteps;
  return when;
}

void ReleaseEnquiryFlow::Finish(std::shared_ptr<Enquiry> enquiry,
                                std::shared_ptr<const ReleaseDraft> draft,
                                const tlog::Committed& committed) {
  absl::StatusOr<enquiry::v1::AskReply> reply =
      MakeReply(*enquiry, *draft, committed);
  absl::Duration forget_at;
  {
    absl::MutexLock lock(&enquiry->mutex);
    enquiry->reply = std::move(reply);
    forget_at = enquiry->accepted_at + kSameReply;
  }
  const auto deliver = [this, enquiry, draft, committed, forget_at] {
    Deliver(*enquiry);
    SendProofsLater(enquiry, draft, committed);
    parts_.executor.At(
        forget_at, [this, enquiry] { parts_.enquiries.Forget(enquiry->id); });
  };
  if (parts_.release_timer == ReleaseTimer::kAtOnce) return deliver();
  parts_.executor.At(ReleaseTime(*enquiry), deliver);
}

absl::StatusOr<enquiry::v1::AskReply> ReleaseEnquiryFlow::MakeReply(
    Enquiry& enquiry, const ReleaseDraft& draft,
    const tlog::Committed& committed) const {
  const tlog::Appended& released = committed.entries[0];
  KITH_ASSIGN_OR_RETURN(
      const tlog::Proof inclusion,
      parts_.log.Inclusion(released.index, committed.tree_size));
  KITH_ASSIGN_OR_RETURN(const tlog::Proof consistency,
                        parts_.log.Consistency(enquiry.ask.verified_tree_size(),
                                               committed.tree_size));
  enquiry::v1::ReleaseBody body;
  body.set_enquiry_id(enquiry.id);
  body.set_released_index(released.index);
  body.set_released_leaf(released.leaf);
  body.set_sealed_opening(released.sealed_opening);
  body.set_slots_root(HashBytes(draft.SlotsRoot()));
  body.set_holders_root(HashBytes(draft.HoldersRoot()));
  {
    absl::MutexLock lock(&enquiry.mutex);
    body.set_index_rebuilding(enquiry.index_rebuilding);
    body.set_accepted_index(enquiry.accepted_index);
    auto* coverage = body.mutable_coverage();
    coverage->set_able(enquiry.coverage.able);
    coverage->set_total(enquiry.coverage.total);
    for (const std::string& agency : enquiry.coverage.not_connected) {
      coverage->add_not_connected(agency);
    }
  }
  enquiry::v1::AskReply reply;
  reply.set_body(body.SerializeAsString());
  reply.set_signature(
      parts_.signer.Sign(Label::kRelease, enquiry.network->id(), reply.body()));
  reply.set_slots(draft.SlotBytes());
  reply.set_checkpoint(committed.checkpoint);
  reply.set_inclusion(tlog::PadProof(inclusion));
  reply.set_consistency(tlog::PadProof(consistency));
  KITH_RETURN_IF_ERROR(AddWitnesses(enquiry, committed.tree_size, reply));
  PadReply(reply);
  return reply;
}

// By whom the asker need not take this broker's word that everybody is shown
// the same log.
absl::Status ReleaseEnquiryFlow::AddWitnesses(
    const Enquiry& enquiry, std::uint64_t tree_size,
    enquiry::v1::AskReply& reply) const {
  for (const Witnesses::Word& word : parts_.witnesses.Words(
           *enquiry.network, enquiry.asker, IsUrgent(enquiry.ask),
           parts_.clock.Monotonic())) {
    KITH_ASSIGN_OR_RETURN(const tlog::Checkpoint seen,
                          tlog::ReadOwnCheckpoint(word.note));
    KITH_ASSIGN_OR_RETURN(
        const tlog::Proof consistency,
        parts_.log.Consistency(std::min(seen.size, tree_size),
                               std::max(seen.size, tree_size)));
    enquiry::v1::Witnessing& one = *reply.add_witnessed();
    one.set_agency(word.agency);
    one.set_checkpoint(word.note);
    one.set_line(word.line);
    one.set_consistency(tlog::PadProof(consistency));
  }
  return absl::OkStatus();
}

// INVARIANT (withheld equals unknown): beside a reply stands no work that only
// an enquiry with routed agencies has; a proof of inclusion, a message and
// whatever they wake are told from none by the reply's own time.
void ReleaseEnquiryFlow::SendProofsLater(
    std::shared_ptr<Enquiry> enquiry, std::shared_ptr<const ReleaseDraft> draft,
    const tlog::Committed& committed) {
  if (parts_.release_timer == ReleaseTimer::kAtOnce) {
    return SendProofs(*enquiry, *draft, committed);
  }
  const absl::Duration release = enquiry->network->release();
  const absl::Duration soonest = release / kProofsSoonest;
  const absl::Duration latest = release * 10 / kProofsLatestTenths;
  const absl::Duration wait =
      soonest + (latest - soonest) * (parts_.random.Below(10'000) / 10'000.0);
  parts_.executor.At(parts_.clock.Monotonic() + wait,
                     [this, enquiry, draft, committed] {
                       SendProofs(*enquiry, *draft, committed);
                     });
}

void ReleaseEnquiryFlow::SendProofs(const Enquiry& enquiry,
                                    const ReleaseDraft& draft,
                                    const tlog::Committed& committed) {
  if (draft.parts().empty()) return;
  const tlog::Appended& released = committed.entries[0];
  const auto inclusion =
      parts_.log.Inclusion(released.index, committed.tree_size);
  if (!inclusion.ok()) return;
  link::v1::ToAgent message;
  link::v1::ReleaseProof& proof = *message.mutable_release_proof();
  proof.set_enquiry_id(enquiry.id);
  proof.set_released_index(released.index);
  proof.set_released_leaf(released.leaf);
  proof.set_sealed_opening(released.sealed_opening);
  proof.set_slots_root(HashBytes(draft.SlotsRoot()));
  proof.set_holders_root(HashBytes(draft.HoldersRoot()));
  proof.set_inclusion(tlog::PadProof(*inclusion));
  proof.set_checkpoint(committed.checkpoint);
  for (const ReleaseDraft::Part& part : draft.parts()) {
    proof.set_subject(part.subject);
    proof.set_late(!part.routed.slot.has_value());
    proof.clear_ground_refs();
    draft.Prove(part, proof);
    // An agency that has gone misses its proof and tells its own DPO.
    (void)parts_.relay.Send(part.routed.agency, message);
  }
}

void ReleaseEnquiryFlow::Abort(std::shared_ptr<Enquiry> enquiry,
                               const absl::Status& why) {
  LogWarning("enquiry_aborted", {{"why", why}});
  {
    absl::MutexLock lock(&enquiry->mutex);
    enquiry->window_closed = true;
    enquiry->reply = absl::AbortedError(
        "the release could not be made; ask again in a moment");
  }
  log::v1::EnquiryDetail detail;
  detail.set_enquiry_id(enquiry->id);
  detail.set_cause(absl::StatusCodeToString(why.code()));
  parts_.log.Submit(
      [this, enquiry, bytes = detail.SerializeAsString()](
          SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_RETURN_IF_ERROR(parts_.transaction(db)->EndEnquiry(enquiry->id));
        return std::vector<tlog::Entry>{
            {log::v1::EVENT_ABORTED, enquiry->asker, bytes, ""}};
      },
      // If this cannot be written either, the restart will.
      [this, enquiry](absl::StatusOr<tlog::Committed>) {
        parts_.executor.Post([this, enquiry] {
          Deliver(*enquiry);
          TellAborted(*enquiry);
          parts_.enquiries.Forget(enquiry->id);
        });
      });
}

// Whoever answered waits for a proof, and would suspect that it was kept back.
void ReleaseEnquiryFlow::TellAborted(Enquiry& enquiry) {
  std::vector<std::pair<std::string, std::uint32_t>> asked;
  {
    absl::MutexLock lock(&enquiry.mutex);
    for (std::size_t i = 0; i < enquiry.routed.size(); ++i) {
      for (const RoutedAgency& routed : enquiry.routed[i]) {
        asked.emplace_back(routed.agency, static_cast<std::uint32_t>(i));
      }
    }
  }
  link::v1::ToAgent message;
  link::v1::ReleaseProof& proof = *message.mutable_release_proof();
  proof.set_enquiry_id(enquiry.id);
  proof.set_aborted(true);
  for (const auto& [agency, subject] : asked) {
    proof.set_subject(subject);
    (void)parts_.relay.Send(agency, message);
  }
}

}  // namespace kith::broker
