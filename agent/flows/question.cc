// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/question.h"

#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/capsule.h"
#include "keys/hash.h"

namespace kith::agent {
namespace {

using enquiry::v1::AskBody;
using enquiry::v1::CapsuleContent;
using enquiry::v1::CapsuleHeader;
using enquiry::v1::SubjectQuestion;

constexpr std::size_t kFamilyShape = 8;
constexpr std::size_t kSingleBatch = 16;
constexpr std::size_t kFamilyBatch = 128;
constexpr std::size_t kPseudonymBytes = 16;

// Everything of one enquiry that all its capsules share.
struct Common {
  std::string enquiry_id;
  std::string reply_key;
  std::string practitioner;
  std::uint64_t issued_at_ms;
  const network::v1::Agency* self;
};

std::string Header(const Question& question, const Common& common,
                   const std::string& network_id, std::uint32_t subject,
                   const std::string& commitment) {
  CapsuleHeader header;
  header.set_network_id(network_id);
  header.set_enquiry_id(common.enquiry_id);
  header.set_subject(subject);
  header.set_reply_key(common.reply_key);
  if (!question.shielded_asker) {
    header.set_asker(common.self->id());
    header.set_category(common.self->category());
  }
  header.set_purpose(question.purpose);
  header.set_ground(question.ground.kind());
  header.set_issued_at_ms(common.issued_at_ms);
  header.set_commitment(commitment);
  return header.SerializeAsString();
}

std::string Content(const Parts& parts, const Question& question,
                    const Common& common, const std::string& network_id,
                    const Identity& person, const std::string& header) {
  CapsuleContent content;
  content.set_identity(SerializeForCapsule(person));
  content.set_role(question.staff.role);
  content.set_purpose(question.purpose);
  content.set_ground(question.ground.kind());
  if (question.shielded_asker) {
    content.set_practitioner(parts.random.Bytes(kPseudonymBytes));
    return content.SerializeAsString();
  }
  content.set_asker(common.self->id());
  content.set_category(common.self->category());
  content.set_practitioner(common.practitioner);
  const Hash hash = Sha256(content.SerializeAsString());
  content.set_signature(parts.signer.Sign(
      Label::kCapsule, network_id, JoinFields({header, HashView(hash)})));
  return content.SerializeAsString();
}

// Slots of one epoch in random order; the empty ones are random bytes.
struct Shuffled {
  std::vector<std::size_t> slot_of;  // By token.
};

Shuffled Shuffle(std::size_t tokens, Random& random) {
  std::vector<std::size_t> order(kTokenSlots);
  std::iota(order.begin(), order.end(), std::size_t{0});
  random.Shuffle(order);
  order.resize(tokens);
  return {std::move(order)};
}

absl::StatusOr<SubjectQuestion> SealSubject(
    const Parts& parts, const Network& network, const Question& question,
    const Common& common, std::uint32_t number, const Identity& person,
    const std::vector<SubjectTokens>& epochs) {
  SubjectQuestion subject;
  const CapsuleSealer sealer({common.enquiry_id, number}, parts.random);
  subject.set_header(
      Header(question, common, network.id(), number, sealer.commitment()));
  std::vector<CapsuleSlot> slots;
  std::vector<Shuffled> places;
  // One number a key in every epoch, and which is nothing that tells its kind.
  std::vector<std::uint8_t> numbers(kTokenSlots);
  std::iota(numbers.begin(), numbers.end(), std::uint8_t{1});
  parts.random.Shuffle(numbers);
  for (const SubjectTokens& tokens : epochs) {
    if (tokens.pairs.size() > kTokenSlots) {
      return absl::InvalidArgumentError("more keys than slots");
    }
    places.push_back(Shuffle(tokens.pairs.size(), parts.random));
    for (std::size_t i = 0; i < tokens.pairs.size(); ++i) {
      slots.push_back(
          {.epoch = tokens.epoch,
           .slot = static_cast<std::uint8_t>(places.back().slot_of[i]),
           .key = tokens.pairs[i].capsule_key,
           .strong = tokens.strong[i],
           .weak_number = numbers[i]});
    }
  }
  KITH_ASSIGN_OR_RETURN(
      const CapsuleSealer::Sealed sealed,
      sealer.Seal(subject.header(),
                  Content(parts, question, common, network.id(), person,
                          subject.header()),
                  slots));
  subject.set_capsule(sealed.capsule);
  std::size_t next = 0;
  for (std::size_t e = 0; e < epochs.size(); ++e) {
    std::vector<std::string> tokens(kTokenSlots);
    std::vector<std::string> wraps(kTokenSlots);
    for (std::size_t i = 0; i < epochs[e].pairs.size(); ++i) {
      const std::size_t slot = places[e].slot_of[i];
      tokens[slot] = std::string(epochs[e].pairs[i].token.bytes());
      wraps[slot] = sealed.wraps[next++].bytes;
    }
    auto* out = subject.add_epochs();
    out->set_epoch(epochs[e].epoch);
    for (std::size_t slot = 0; slot < kTokenSlots; ++slot) {
      out->mutable_tokens()->append(tokens[slot].empty()
                                        ? parts.random.Bytes(Token::kBytes)
                                        : tokens[slot]);
      out->mutable_wraps()->append(
          wraps[slot].empty() ? RandomWrap(parts.random) : wraps[slot]);
    }
  }
  return subject;
}

// A subject that is nobody: to the broker like any other.
SubjectQuestion PadSubject(const Parts& parts, const Network& network,
                           const Question& question, const Common& common,
                           std::uint32_t number) {
  SubjectQuestion subject;
  subject.set_header(Header(question, common, network.id(), number,
                            parts.random.Bytes(kCommitmentBytes)));
  subject.set_capsule(parts.random.Bytes(kCapsuleBytes));
  for (const auto& epoch : network.file().epochs()) {
    if (!epoch.ask()) continue;
    auto* slots = subject.add_epochs();
    slots->set_epoch(epoch.number());
    slots->set_tokens(parts.random.Bytes(kTokenSlots * Token::kBytes));
    slots->set_wraps(parts.random.Bytes(kTokenSlots * kWrapBytes));
  }
  return subject;
}

}  // namespace

std::size_t ShapeOf(const Question& question) {
  return question.people.size() > 1 || question.shape_of_eight ? kFamilyShape
                                                               : 1;
}

std::size_t BatchOf(const Question& question) {
  return ShapeOf(question) == 1 ? kSingleBatch : kFamilyBatch;
}

std::string PractitionerPseudonym(const Secret& pseudonym_key,
                                  const std::string& staff) {
  return HmacSha256(pseudonym_key.Expose(),
                    absl::StrCat("kith/v1/practitioner", staff))
      .substr(0, kPseudonymBytes);
}

absl::StatusOr<SentQuestion> SealQuestion(
    const Parts& parts, const Network& network, const Question& question,
    const std::vector<std::vector<SubjectTokens>>& tokens,
    std::uint64_t verified_size, const std::string& verified_root) {
  if (tokens.size() != question.people.size()) {
    return absl::InvalidArgumentError("tokens for every person, and no more");
  }
  SentQuestion sent{.enquiry_id = question.enquiry_id.empty()
                                      ? parts.random.Bytes(16)
                                      : question.enquiry_id,
                    .request = {},
                    .reply_key = ReplyKey::Generate(parts.random),
                    .asker = question.shielded_asker ? "" : parts.agency,
                    .urgent = question.urgent_authorised.has_value(),
                    .subjects = ShapeOf(question),
                    .verified_size = verified_size,
                    .verified_root = verified_root};
  const Common common{.enquiry_id = sent.enquiry_id,
                      .reply_key = sent.reply_key.public_key(),
                      .practitioner = PractitionerPseudonym(
                          parts.pseudonym_key, question.staff.name),
                      .issued_at_ms = static_cast<std::uint64_t>(
                          absl::ToUnixMillis(parts.clock.Now())),
                      .self = network.FindAgency(parts.agency)};
  AskBody body;
  body.set_enquiry_id(common.enquiry_id);
  body.set_network_file_sha256(HashBytes(network.hash()));
  body.set_asker(parts.agency);
  body.set_issued_at_ms(common.issued_at_ms);
  body.set_purpose(question.purpose);
  *body.mutable_ground() = question.ground;
  body.set_practitioner(common.practitioner);
  body.set_role(question.staff.role);
  body.set_reply_key(common.reply_key);
  body.set_verified_tree_size(verified_size);
  body.set_shielded_asker(question.shielded_asker);
  body.set_no_personal_connection(true);
  body.set_of_list(question.of_list);
  for (std::uint32_t i = 0; i < sent.subjects; ++i) {
    if (i < question.people.size()) {
      KITH_ASSIGN_OR_RETURN(*body.add_subjects(),
                            SealSubject(parts, network, question, common, i,
                                        question.people[i], tokens[i]));
    } else {
      *body.add_subjects() = PadSubject(parts, network, question, common, i);
    }
  }
  sent.request.set_body(body.SerializeAsString());
  sent.request.set_signature(
      parts.signer.Sign(Label::kEnquiry, network.id(), sent.request.body()));
  return sent;
}

}  // namespace kith::agent
