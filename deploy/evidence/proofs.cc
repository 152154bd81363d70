// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/proofs.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/evidence/log_folder.h"
#include "deploy/evidence/verify_evidence.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/tiles.h"

namespace kith::deploy {
namespace {

using log::v1::ProvedDetail;

// How an ALARM about an answer's release begins.
constexpr char kOfRelease[] = "release: ";
constexpr std::uint32_t kMostSubjects = 8;
constexpr std::uint32_t kPlaces = 16;  // Of a subject, under either root.
constexpr absl::Duration kProvedWithin = absl::Seconds(180);
constexpr std::size_t kMostBundleBytes = 64 << 10;

absl::Status DoesNot(absl::string_view what) {
  return absl::InvalidArgumentError(what);
}

// Another's words are not printed.
std::string WordsOf(const std::string& cause) {
  for (const char* known :
       {"not proved in a minute", "the proof does not hold",
        "a question is called a probe", "held back for a ground that stands"}) {
    if (cause == absl::StrCat(kOfRelease, known)) return known;
  }
  return "for another cause";
}

// That a leaf of a subject's own sixteen is under the root.
absl::Status CheckUnder(const Hash& leaf_hash, std::uint32_t subject,
                        std::uint32_t index, std::uint32_t count,
                        const std::string& packed, const std::string& root) {
  if (index / kPlaces != subject ||
      (count != kPlaces && count != kPlaces * kMostSubjects)) {
    return DoesNot("at another person's place");
  }
  KITH_ASSIGN_OR_RETURN(const tlog::Proof path, tlog::UnpackProof(packed));
  return tlog::VerifyInclusion(index, count, leaf_hash, path,
                               HashFromBytes(root));
}

}  // namespace

std::string Proofs::KeyOf(const std::string& enquiry_id,
                          std::uint32_t subject) {
  return absl::StrCat(BigEndian32(subject), enquiry_id);
}

void Proofs::FromBroker(const OpenedEntry& entry) {
  if (entry.opening.event() != log::v1::EVENT_WITHDRAWN) return;
  log::v1::GroundDetail detail;
  if (!detail.ParseFromString(entry.opening.detail())) {
    return findings_.Add(
        kBrokersLog, absl::StrCat("entry ", entry.index, " cannot be read"));
  }
  for (const std::string& ref : detail.refs()) {
    withdrawn_.try_emplace(ref, entry.index);
  }
}

void Proofs::FromAgent(const OpenedEntry& entry) {
  switch (entry.opening.event()) {
    case log::v1::EVENT_ANSWERED:
    case log::v1::EVENT_TOUCH:
      return Answered(entry);
    case log::v1::EVENT_PROVED:
      return Proved(entry);
    case log::v1::EVENT_ALARM:
      return Alarm(entry);
    default:
      return;
  }
}

void Proofs::Answered(const OpenedEntry& entry) {
  log::v1::AnswerDetail detail;
  if (!detail.ParseFromString(entry.opening.detail())) {
    return findings_.Add(
        kOwnLog, absl::StrCat("entry ", entry.index, " cannot be read"));
  }
  ++report_.answered;
  answers_[KeyOf(detail.enquiry_id(), detail.subject())] = {
      detail.slot_leaf_hash(), entry.time};
}

void Proofs::Alarm(const OpenedEntry& entry) {
  log::v1::EnquiryDetail detail;
  if (!detail.ParseFromString(entry.opening.detail()) ||
      !absl::StartsWith(detail.cause(), kOfRelease)) {
    return;  // Of something else.
  }
  findings_.Add(kOwnLog,
                absl::StrCat("entry ", entry.index,
                             " is an alarm about the release of an answer of "
                             "yours: ",
                             WordsOf(detail.cause())));
  for (std::uint32_t subject = 0; subject < kMostSubjects; ++subject) {
    const auto answer = answers_.find(KeyOf(detail.enquiry_id(), subject));
    if (answer != answers_.end()) answer->second.alarmed = true;
  }
}

void Proofs::Proved(const OpenedEntry& entry) {
  ProvedDetail detail;
  if (!detail.ParseFromString(entry.opening.detail())) {
    return findings_.Add(
        kOwnLog, absl::StrCat("entry ", entry.index, " cannot be read"));
  }
  absl::Status holds = CheckRelease(detail);
  if (holds.ok()) holds = CheckHolder(detail);
  if (holds.ok()) holds = CheckGrounds(detail);
  const auto answer =
      answers_.find(KeyOf(detail.enquiry_id(), detail.subject()));
  if (answer == answers_.end()) {
    missing_.Add(kOwnLog, missing_.in_agent(), entry.time,
                 absl::StrCat("entry ", entry.index,
                              " proves an answer that was not logged"));
  } else {
    answer->second.proved = true;
    if (holds.ok() && !detail.late() && !detail.ground_ended()) {
      holds = CheckSlot(detail, answer->second.slot_leaf_hash);
    }
  }
  if (holds.ok()) {
    if (answer != answers_.end()) Count(detail, answer->second);
    return;
  }
  findings_.Add(kOwnLog,
                absl::StrCat("what entry ", entry.index,
                             " says of the release of an answer of yours does "
                             "not hold: ",
                             holds.message()));
}

void Proofs::Count(const ProvedDetail& detail, Answer& answer) {
  if (std::exchange(answer.counted, true)) return;
  if (detail.late()) {
    ++report_.late;
  } else if (detail.ground_ended()) {
    ++report_.held_back;
  } else {
    ++report_.released;
  }
}

absl::Status Proofs::CheckRelease(const ProvedDetail& detail) {
  const std::uint64_t index = detail.released_index();
  if (index >= broker_.entries) {
    return DoesNot("the broker's log has no such entry");
  }
  if (detail.slots_root().size() != kHashBytes ||
      detail.holders_root().size() != kHashBytes) {
    return DoesNot("a root has a wrong length");
  }
  KITH_ASSIGN_OR_RETURN(const std::string bytes, BrokersLeaf(index));
  const auto leaf = tlog::ParseLeaf(bytes);
  if (!leaf.ok() ||
      leaf->commitment !=
          tlog::Commitment(
              detail.sealed_opening(),
              tlog::ReleasePublicPart(HashFromBytes(detail.slots_root()),
                                      HashFromBytes(detail.holders_root())))) {
    return DoesNot(
        absl::StrCat("the broker's entry ", index, " is not this release"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Proofs::BrokersLeaf(std::uint64_t index) {
  const std::uint64_t bundle = index / tlog::kTileWidth;
  if (bundle != bundle_) {
    const auto width = static_cast<std::size_t>(std::min<std::uint64_t>(
        tlog::kTileWidth, broker_.entries - bundle * tlog::kTileWidth));
    const std::string path = tlog::BundlePath(bundle, width);
    KITH_ASSIGN_OR_RETURN(
        const std::string bytes,
        ReadEvidenceFile(broker_folder_, path, kMostBundleBytes));
    KITH_ASSIGN_OR_RETURN(leaves_,
                          ParseBundle(In(broker_folder_, path), bytes));
    bundle_ = bundle;
  }
  const std::uint64_t at = index % tlog::kTileWidth;
  return at < leaves_.size() ? leaves_[at] : std::string();
}

// As docs/spec/log.md has it, of the header's hash.
absl::Status Proofs::CheckHolder(const ProvedDetail& detail) const {
  const Hash refs = Sha256(absl::StrJoin(detail.ground_refs(), ""));
  const Hash commitment = Sha256(
      {"kith/v1/holder", JoinFields({detail.holder_salt(), agency_,
                                     detail.header_sha256(), HashView(refs)})});
  return CheckUnder(tlog::LeafHash(HashView(commitment)), detail.subject(),
                    detail.holder_index(), detail.holder_count(),
                    detail.holder_path(), detail.holders_root())
                 .ok()
             ? absl::OkStatus()
             : DoesNot("it does not show that this agency was asked");
}

// What was withdrawn before is not released: a blank takes its place.
absl::Status Proofs::CheckGrounds(const ProvedDetail& detail) const {
  if (detail.late() || detail.ground_ended()) return absl::OkStatus();
  for (const std::string& ref : detail.ground_refs()) {
    const auto withdrawn = withdrawn_.find(ref);
    if (withdrawn != withdrawn_.end() &&
        withdrawn->second < detail.released_index()) {
      return DoesNot(absl::StrCat(
          "it was released as the broker's entry ", detail.released_index(),
          ", and the ground was withdrawn before, as entry ",
          withdrawn->second));
    }
  }
  return absl::OkStatus();
}

absl::Status Proofs::CheckSlot(const ProvedDetail& detail,
                               const std::string& slot_leaf_hash) {
  const bool stands =
      slot_leaf_hash.size() == kHashBytes &&
      CheckUnder(HashFromBytes(slot_leaf_hash), detail.subject(),
                 detail.slot_index(), detail.slot_count(), detail.slot_path(),
                 detail.slots_root())
          .ok();
  return stands ? absl::OkStatus()
                : DoesNot("the answer is not among those released");
}

// The broker's word alone: nothing here shows that it was so.
void Proofs::NoteNotReleased() {
  if (report_.late > 0) {
    report_.notes.push_back(absl::StrCat("the broker says that ", report_.late,
                                         " answers came too late and were not "
                                         "released"));
  }
  if (report_.held_back > 0) {
    report_.notes.push_back(absl::StrCat(
        "the broker says that ", report_.held_back,
        " answers were held back for an ended ground and not released"));
  }
}

void Proofs::Finish(const VerifiedLog& agent) {
  NoteNotReleased();
  std::uint64_t not_proved = 0;
  for (const auto& [key, answer] : answers_) {
    const bool due = agent.newest - answer.time > kProvedWithin;
    not_proved += due && !answer.proved && !answer.alarmed ? 1 : 0;
  }
  if (not_proved == 0) return;
  report_.notes.push_back(absl::StrCat(
      not_proved,
      " answers whose release was not proved: this agency's program was "
      "started again, its line to the broker broke off, or they were made "
      "before proofs were logged"));
}

}  // namespace kith::deploy
