// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/release_proofs.h"

#include <algorithm>

#include "agent/flows/log_alarm.h"
#include "agent/flows/verify_release.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"
#include "kith/recall/v1/recall.pb.h"

namespace kith::agent {
namespace {

constexpr absl::Duration kProofWithin = absl::Seconds(60);
// By then this agency has heard of a withdrawal that the broker knew of, and
// the two clocks agree that an agreement has ended.
constexpr absl::Duration kGroundKnownWithin = absl::Seconds(10);
// From a question's arrival until it is looked at.
constexpr absl::Duration kMostWaiting = absl::Seconds(5);

// Of an ALARM about an answer; docs/spec/evidence.md, check 13.
constexpr char kNotProved[] = "release: not proved in a minute";
constexpr char kDoesNotHold[] = "release: the proof does not hold";
constexpr char kCalledAProbe[] = "release: a question is called a probe";
constexpr char kHeldBack[] = "release: held back for a ground that stands";

recall::v1::RoutedProof RoutedProofOf(const std::string& header,
                                      const link::v1::ReleaseProof& proof) {
  recall::v1::RoutedProof kept;
  kept.set_header(header);
  kept.set_released_index(proof.released_index());
  kept.set_holder_salt(proof.holder_salt());
  *kept.mutable_ground_refs() = proof.ground_refs();
  kept.set_holder_index(proof.holder_index());
  kept.set_holder_count(proof.holder_count());
  kept.set_holder_path(proof.holder_path());
  return kept;
}

// All that the proof rests on but the slot, which ANSWERED commits to.
log::v1::ProvedDetail ProvedDetailOf(const std::string& header,
                                     const link::v1::ReleaseProof& proof) {
  log::v1::ProvedDetail detail;
  detail.set_enquiry_id(proof.enquiry_id());
  detail.set_subject(proof.subject());
  detail.set_released_index(proof.released_index());
  detail.set_sealed_opening(proof.sealed_opening());
  detail.set_slots_root(proof.slots_root());
  detail.set_holders_root(proof.holders_root());
  detail.set_slot_index(proof.slot_index());
  detail.set_slot_count(proof.slot_count());
  detail.set_slot_path(proof.slot_path());
  detail.set_holder_index(proof.holder_index());
  detail.set_holder_count(proof.holder_count());
  detail.set_holder_path(proof.holder_path());
  detail.set_holder_salt(proof.holder_salt());
  detail.set_header_sha256(HashBytes(Sha256(header)));
  *detail.mutable_ground_refs() = proof.ground_refs();
  detail.set_late(proof.late());
  detail.set_ground_ended(proof.ground_ended());
  return detail;
}

}  // namespace

void ReleaseProofs::Await(const link::v1::Route& route, const std::string& slot,
                          const std::string& ground,
                          absl::Duration received_at) {
  const Question question{route.enquiry_id(), route.subject()};
  {
    absl::MutexLock lock(&mutex_);
    awaited_[question] = {route.header(), slot, ground};
  }
  parts_.executor.At(received_at + kProofWithin, [this, question, received_at] {
    Expire(question, received_at);
  });
}

void ReleaseProofs::Expire(const Question& question,
                           absl::Duration received_at) {
  bool alarm = false;
  {
    absl::MutexLock lock(&mutex_);
    const auto it = awaited_.find(question);
    if (it == awaited_.end()) return;
    ++counts_.missing;
    const bool ended = stream_ended_at_.has_value() &&
                       *stream_ended_at_ + kMostWaiting >= received_at;
    alarm = !ended && !it->second.ground.empty();
    awaited_.erase(it);
  }
  if (alarm) Alarm(question.first, kNotProved);
}

void ReleaseProofs::StreamEnded() {
  absl::MutexLock lock(&mutex_);
  stream_ended_at_ = parts_.clock.Monotonic();
}

void ReleaseProofs::Take(const link::v1::ReleaseProof& proof) {
  Awaited awaited;
  {
    absl::MutexLock lock(&mutex_);
    const auto it = awaited_.find({proof.enquiry_id(), proof.subject()});
    if (it == awaited_.end()) return;
    awaited = std::move(it->second);
    awaited_.erase(it);
    if (proof.late()) ++counts_.late;
  }
  // Nothing was shown, and nothing can be proved of it.
  if (proof.aborted()) {
    absl::MutexLock lock(&mutex_);
    ++counts_.missing;
    return;
  }
  // A probe opens nowhere.
  if (proof.probe() && awaited.ground.empty()) return;
  if (proof.probe()) {
    return Wrong(proof.enquiry_id(), awaited, kCalledAProbe,
                 absl::UnauthenticatedError("a question is called a probe"));
  }
  const absl::Status status =
      VerifyReleaseProof(*parts_.network.Get(), parts_.agency, awaited.header,
                         awaited.slot, proof);
  if (!status.ok()) {
    return Wrong(proof.enquiry_id(), awaited, kDoesNotHold, status);
  }
  if (!awaited.ground.empty()) Log(awaited, proof);
  if (!proof.ground_ended()) return;
  parts_.executor.At(
      parts_.clock.Monotonic() + kGroundKnownWithin, [this, proof, awaited] {
        const absl::Status ended = CheckGroundEnded(proof, awaited.ground);
        if (ended.ok()) return;
        Wrong(proof.enquiry_id(), awaited, kHeldBack, ended);
      });
}

// The slot has gone long ago: nobody waits for this. What was released may have
// to be taken back: by what is kept the broker will know that this agency was
// asked.
void ReleaseProofs::Log(const Awaited& awaited,
                        const link::v1::ReleaseProof& proof) {
  const bool released = !proof.late() && !proof.ground_ended();
  const absl::Status status =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            if (released) {
              KITH_RETURN_IF_ERROR(Register(db).PutReleaseProved(
                  proof.enquiry_id(), proof.subject(),
                  RoutedProofOf(awaited.header, proof).SerializeAsString()));
            }
            return std::vector<tlog::Entry>{
                {log::v1::EVENT_PROVED, parts_.agency,
                 ProvedDetailOf(awaited.header, proof).SerializeAsString(),
                 ""}};
          })
          .status();
  if (!status.ok()) LogError("release_proof_not_kept", {{"why", status}});
}

// An answer may be held back only for a ground that ended here too.
absl::Status ReleaseProofs::CheckGroundEnded(
    const link::v1::ReleaseProof& proof, const std::string& ground_of_ours) {
  const auto& refs = proof.ground_refs();
  if (!ground_of_ours.empty() &&
      std::find(refs.begin(), refs.end(), ground_of_ours) == refs.end()) {
    return absl::UnauthenticatedError("proved for the grounds of others");
  }
  const absl::Time now = parts_.clock.Now();
  return parts_.reader.With([&](Register& people) -> absl::Status {
    for (const std::string& ref : proof.ground_refs()) {
      KITH_ASSIGN_OR_RETURN(const Ground ground, people.GetGround(ref));
      if (ground.withdrawn || ground.until <= now) return absl::OkStatus();
    }
    return absl::UnauthenticatedError(
        "held back for a ground that has not ended");
  });
}

void ReleaseProofs::Wrong(const std::string& enquiry_id, const Awaited& awaited,
                          const char* cause, const absl::Status& why) {
  LogError("release_proof_does_not_hold", {{"why", why}});
  {
    absl::MutexLock lock(&mutex_);
    ++counts_.wrong;
  }
  if (!awaited.ground.empty()) Alarm(enquiry_id, cause);
}

void ReleaseProofs::Alarm(const std::string& enquiry_id, const char* cause) {
  log::v1::EnquiryDetail detail;
  detail.set_enquiry_id(enquiry_id);
  detail.set_cause(cause);
  LogAlarm(parts_, detail);
}

ReleaseProofs::Counts ReleaseProofs::counts() const {
  absl::MutexLock lock(&mutex_);
  return counts_;
}

}  // namespace kith::agent
