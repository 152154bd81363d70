// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/verify_release.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/slot.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"

namespace kith::agent {
namespace {

using enquiry::v1::AnswerContent;
using enquiry::v1::AskReply;
using enquiry::v1::ReleaseBody;

constexpr std::size_t kAnswerSlots = 16;

absl::Status DoesNotHold(absl::string_view what) {
  return absl::UnauthenticatedError(
      absl::StrCat("the reply's ", what, " does not hold"));
}

absl::StatusOr<Hash> ParseHash(const std::string& bytes) {
  if (bytes.size() != kHashBytes) {
    return absl::InvalidArgumentError("a hash of a wrong length");
  }
  return HashFromBytes(bytes);
}

// The leaf says what was released and is in the log at `checkpoint`.
absl::Status VerifyLeaf(const std::string& leaf_bytes,
                        const std::string& sealed_opening,
                        const std::string& slots_root,
                        const std::string& holders_root, std::uint64_t index,
                        const std::string& padded_inclusion,
                        const tlog::Checkpoint& checkpoint) {
  KITH_ASSIGN_OR_RETURN(const tlog::Leaf leaf, tlog::ParseLeaf(leaf_bytes));
  KITH_ASSIGN_OR_RETURN(const Hash slots, ParseHash(slots_root));
  KITH_ASSIGN_OR_RETURN(const Hash holders, ParseHash(holders_root));
  const Hash commitment =
      tlog::Commitment(sealed_opening, tlog::ReleasePublicPart(slots, holders));
  if (leaf.commitment != commitment || leaf.index != index) {
    return DoesNotHold("log entry");
  }
  KITH_ASSIGN_OR_RETURN(const tlog::Proof inclusion,
                        tlog::UnpadProof(padded_inclusion));
  if (!tlog::VerifyInclusion(index, checkpoint.size, tlog::LeafHash(leaf_bytes),
                             inclusion, checkpoint.root)
           .ok()) {
    return DoesNotHold("proof of inclusion");
  }
  return absl::OkStatus();
}

absl::Status VerifySlotsRoot(const AskReply& reply, const ReleaseBody& body,
                             std::size_t subjects) {
  if (reply.slots().size() != subjects * kAnswerSlots * kSlotBytes) {
    return absl::InvalidArgumentError("slots of a wrong number or size");
  }
  tlog::MerkleTree tree;
  const absl::string_view slots = reply.slots();
  for (std::size_t at = 0; at < slots.size(); at += kSlotBytes) {
    tree.Append(tlog::LeafHash(slots.substr(at, kSlotBytes)));
  }
  return HashBytes(tree.Root()) == body.slots_root() ? absl::OkStatus()
                                                     : DoesNotHold("slots");
}

// What a slot says, if it is an answer to this question by the agency that it
// names.
absl::StatusOr<AnswerContent> VerifyAnswer(const Network& network,
                                           const SentQuestion& sent,
                                           std::uint32_t subject,
                                           const ReplyKey::Opened& opened) {
  AnswerContent content;
  if (!content.ParseFromString(opened.answer)) {
    return DoesNotHold("answer's form");
  }
  const bool says_something = content.kind() == AnswerContent::KIND_POSSIBLE ||
                              content.kind() == AnswerContent::KIND_CALL_BACK ||
                              (content.kind() == AnswerContent::KIND_INVOLVED &&
                               !content.involvements().empty());
  if (!says_something) return DoesNotHold("answer's kind");
  const network::v1::Agency* agency = network.FindAgency(content.agency());
  if (agency == nullptr) return DoesNotHold("answer's agency");
  KITH_RETURN_IF_ERROR(VerifySignature(
      agency->signing_key(), Label::kAnswer, network.id(),
      AnswerSignatureBody(sent.enquiry_id, subject, sent.reply_key.public_key(),
                          sent.asker, opened.answer),
      opened.signature));
  return content;
}

// INVARIANT (an error is never an answer): one answer that does not hold, and
// nothing is shown. To leave it out would read as "nobody".
absl::StatusOr<std::vector<std::vector<AnswerContent>>> OpenSlots(
    const Network& network, const SentQuestion& sent, const AskReply& reply) {
  std::vector<std::vector<AnswerContent>> answers(sent.subjects);
  const absl::string_view slots = reply.slots();
  for (std::size_t i = 0; i < sent.subjects * kAnswerSlots; ++i) {
    const auto opened =
        sent.reply_key.Open(slots.substr(i * kSlotBytes, kSlotBytes));
    if (!opened.has_value()) continue;
    const auto subject = static_cast<std::uint32_t>(i / kAnswerSlots);
    KITH_ASSIGN_OR_RETURN(AnswerContent content,
                          VerifyAnswer(network, sent, subject, *opened));
    answers[subject].push_back(std::move(content));
  }
  return answers;
}

}  // namespace

absl::StatusOr<VerifiedRelease> VerifyRelease(const Network& network,
                                              const SentQuestion& sent,
                                              const AskReply& reply) {
  const auto& broker = network.file().broker();
  if (!VerifySignature(broker.signing_key(), Label::kRelease, network.id(),
                       reply.body(), reply.signature())
           .ok()) {
    return DoesNotHold("signature");
  }
  VerifiedRelease release;
  if (!release.body.ParseFromString(reply.body())) {
    return absl::InvalidArgumentError("the reply cannot be read");
  }
  const ReleaseBody& body = release.body;
  if (body.enquiry_id() != sent.enquiry_id) return DoesNotHold("enquiry");
  KITH_RETURN_IF_ERROR(VerifySlotsRoot(reply, body, sent.subjects));

  KITH_ASSIGN_OR_RETURN(
      release.checkpoint,
      tlog::OpenCheckpoint(reply.checkpoint(), broker.log_origin(),
                           broker.log_key()));
  KITH_RETURN_IF_ERROR(VerifyLeaf(body.released_leaf(), body.sealed_opening(),
                                  body.slots_root(), body.holders_root(),
                                  body.released_index(), reply.inclusion(),
                                  release.checkpoint));
  KITH_ASSIGN_OR_RETURN(const tlog::Proof consistency,
                        tlog::UnpadProof(reply.consistency()));
  const Hash seen_root = sent.verified_size == 0
                             ? tlog::EmptyRoot()
                             : HashFromBytes(sent.verified_root);
  if (!tlog::VerifyConsistency(sent.verified_size, seen_root,
                               release.checkpoint.size, release.checkpoint.root,
                               consistency)
           .ok()) {
    return DoesNotHold("proof of consistency");
  }
  release.checkpoint_note = reply.checkpoint();
  KITH_ASSIGN_OR_RETURN(release.answers, OpenSlots(network, sent, reply));
  return release;
}

absl::Status VerifyReleaseProof(const Network& network,
                                const std::string& agency,
                                const std::string& header,
                                const std::string& slot,
                                const link::v1::ReleaseProof& proof) {
  const auto& broker = network.file().broker();
  KITH_ASSIGN_OR_RETURN(
      const tlog::Checkpoint checkpoint,
      tlog::OpenCheckpoint(proof.checkpoint(), broker.log_origin(),
                           broker.log_key()));
  KITH_RETURN_IF_ERROR(VerifyLeaf(proof.released_leaf(), proof.sealed_opening(),
                                  proof.slots_root(), proof.holders_root(),
                                  proof.released_index(), proof.inclusion(),
                                  checkpoint));
  KITH_ASSIGN_OR_RETURN(const tlog::Proof holder_path,
                        tlog::UnpackProof(proof.holder_path()));
  const std::vector<std::string> refs(proof.ground_refs().begin(),
                                      proof.ground_refs().end());
  const Hash commitment =
      tlog::HolderCommitment(proof.holder_salt(), agency, header, refs);
  KITH_RETURN_IF_ERROR(
      tlog::VerifyInclusion(proof.holder_index(), proof.holder_count(),
                            tlog::LeafHash(HashView(commitment)), holder_path,
                            HashFromBytes(proof.holders_root())));
  if (proof.late() || proof.ground_ended()) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(const tlog::Proof slot_path,
                        tlog::UnpackProof(proof.slot_path()));
  return tlog::VerifyInclusion(proof.slot_index(), proof.slot_count(),
                               tlog::LeafHash(slot), slot_path,
                               HashFromBytes(proof.slots_root()));
}

}  // namespace kith::agent
