// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/release_proofs.h"

#include <algorithm>

#include "agent/flows/verify_release.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "kith/recall/v1/recall.pb.h"

namespace kith::agent {
namespace {

constexpr absl::Duration kProofWithin = absl::Seconds(60);
// By then this agency has heard of a withdrawal that the broker knew of, and
// the two clocks agree that an agreement has ended.
constexpr absl::Duration kGroundKnownWithin = absl::Seconds(10);

}  // namespace

void ReleaseProofs::Await(const link::v1::Route& route, const std::string& slot,
                          const std::string& ground,
                          absl::Duration received_at) {
  const std::pair<std::string, std::uint32_t> question{route.enquiry_id(),
                                                       route.subject()};
  {
    absl::MutexLock lock(&mutex_);
    awaited_[question] = {route.header(), slot, ground};
  }
  parts_.executor.At(received_at + kProofWithin, [this, question] {
    absl::MutexLock lock(&mutex_);
    if (awaited_.erase(question) != 0) ++counts_.missing;
  });
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
  // A probe opens nowhere.
  if (proof.probe() && awaited.ground.empty()) return;
  if (proof.probe()) {
    return Wrong(absl::UnauthenticatedError("a question is called a probe"));
  }
  const absl::Status status =
      VerifyReleaseProof(*parts_.network.Get(), parts_.agency, awaited.header,
                         awaited.slot, proof);
  if (!status.ok()) return Wrong(status);
  if (!proof.late() && !proof.ground_ended() && !awaited.ground.empty()) {
    Keep(awaited.header, proof);
  }
  if (!proof.ground_ended()) return;
  parts_.executor.At(parts_.clock.Monotonic() + kGroundKnownWithin,
                     [this, proof, ground = awaited.ground] {
                       const absl::Status ended =
                           CheckGroundEnded(proof, ground);
                       if (!ended.ok()) Wrong(ended);
                     });
}

// What was released may have to be taken back: by this the broker will know
// that this agency was asked.
void ReleaseProofs::Keep(const std::string& header,
                         const link::v1::ReleaseProof& proof) {
  recall::v1::RoutedProof kept;
  kept.set_header(header);
  kept.set_released_index(proof.released_index());
  kept.set_holder_salt(proof.holder_salt());
  *kept.mutable_ground_refs() = proof.ground_refs();
  kept.set_holder_index(proof.holder_index());
  kept.set_holder_count(proof.holder_count());
  kept.set_holder_path(proof.holder_path());
  const absl::Status status =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register people(db);
            KITH_RETURN_IF_ERROR(people.PutReleaseProved(
                proof.enquiry_id(), proof.subject(), kept.SerializeAsString()));
            return std::vector<tlog::Entry>();
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

void ReleaseProofs::Wrong(const absl::Status& why) {
  LogError("release_proof_does_not_hold", {{"why", why}});
  absl::MutexLock lock(&mutex_);
  ++counts_.wrong;
}

ReleaseProofs::Counts ReleaseProofs::counts() const {
  absl::MutexLock lock(&mutex_);
  return counts_;
}

}  // namespace kith::agent
