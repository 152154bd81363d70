// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_TEST_QUESTIONS_H_
#define KITH_BROKER_FLOWS_TEST_QUESTIONS_H_

#include <functional>
#include <string>
#include <vector>

#include "broker/flows/accept_enquiry_flow.h"
#include "keys/capsule.h"
#include "keys/hash.h"
#include "keys/slot.h"
#include "keys/token.h"
#include "tests/support/test_network.h"

namespace kith::broker {

// The stand-in of a match key in these tests; `epoch` as in the network file.
inline Token TokenOf(const std::string& key, std::uint32_t epoch = 1) {
  return *Token::FromBytes(HashBytes(Sha256({key, BigEndian32(epoch)})));
}

// A question as a test tells it. Each subject is a list of match keys.
struct Question {
  std::string asker = "school";
  std::string purpose = "considering-referral";
  std::vector<std::vector<std::string>> subjects{{"ash"}};
  std::string id;  // Empty: a fresh one.
  // Alters the body before the headers are made from it, and after.
  std::function<void(enquiry::v1::AskBody&)> before_headers = {};
  std::function<void(enquiry::v1::AskBody&)> after_headers = {};
};

// The eight subjects of a padded question whose first is `keys`.
inline std::vector<std::vector<std::string>> PaddedToEight(
    std::vector<std::string> keys) {
  std::vector<std::vector<std::string>> subjects(8);
  subjects[0] = std::move(keys);
  return subjects;
}

inline enquiry::v1::SubjectQuestion MakeSubject(
    const std::vector<std::string>& keys, const Network& network,
    Random& random) {
  enquiry::v1::SubjectQuestion subject;
  for (const auto& epoch : network.file().epochs()) {
    if (!epoch.ask()) continue;
    std::string tokens;
    for (const std::string& key : keys)
      tokens.append(std::string(TokenOf(key, epoch.number()).bytes()));
    tokens += random.Bytes(kTokenSlots * Token::kBytes - tokens.size());
    auto* slots = subject.add_epochs();
    slots->set_epoch(epoch.number());
    slots->set_tokens(tokens);
    slots->set_wraps(random.Bytes(kTokenSlots * kWrapBytes));
  }
  subject.set_capsule(random.Bytes(kCapsuleBytes));
  return subject;
}

inline std::string MakeHeader(const enquiry::v1::AskBody& ask,
                              std::uint32_t number, const Network& network,
                              Random& random) {
  const network::v1::Agency* asker = network.FindAgency(ask.asker());
  enquiry::v1::CapsuleHeader header;
  header.set_network_id(network.id());
  header.set_enquiry_id(ask.enquiry_id());
  header.set_subject(number);
  header.set_reply_key(ask.reply_key());
  if (!ask.shielded_asker() && asker != nullptr) {
    header.set_asker(ask.asker());
    header.set_category(asker->category());
  }
  header.set_purpose(ask.purpose());
  header.set_ground(ask.ground().kind());
  header.set_issued_at_ms(ask.issued_at_ms());
  header.set_commitment(random.Bytes(kCommitmentBytes));
  return header.SerializeAsString();
}

inline enquiry::v1::AskBody MakeBody(const Question& question,
                                     const Network& network, absl::Time now,
                                     Random& random) {
  enquiry::v1::AskBody ask;
  ask.set_enquiry_id(question.id.empty() ? random.Bytes(16) : question.id);
  ask.set_network_file_sha256(HashBytes(network.hash()));
  ask.set_asker(question.asker);
  ask.set_issued_at_ms(static_cast<std::uint64_t>(absl::ToUnixMillis(now)));
  ask.set_purpose(question.purpose);
  ask.mutable_ground()->set_kind(enquiry::v1::AskGround::KIND_FAMILY_AGREED);
  ask.set_practitioner(std::string(16, 'p'));
  ask.set_role("practitioner");
  ask.set_reply_key(ReplyKey::Generate(random).public_key());
  ask.set_no_personal_connection(true);
  if (question.before_headers) question.before_headers(ask);
  for (std::size_t i = 0; i < question.subjects.size(); ++i) {
    auto* subject = ask.add_subjects();
    *subject = MakeSubject(question.subjects[i], network, random);
    subject->set_header(
        MakeHeader(ask, static_cast<std::uint32_t>(i), network, random));
  }
  if (question.after_headers) question.after_headers(ask);
  return ask;
}

inline const Signer& SignerOf(const tests::TestNetwork& members,
                              const std::string& agency) {
  if (agency == "school") return members.school();
  if (agency == "refuge") return members.refuge();
  if (agency == "homes") return members.homes();
  return members.clinic();
}

// As the agency's agent sends it.
inline AcceptEnquiryFlow::Request SignedRequest(
    const enquiry::v1::AskBody& ask, const tests::TestNetwork& members) {
  AcceptEnquiryFlow::Request request{.caller = ask.asker(),
                                     .body = ask.SerializeAsString()};
  request.signature = SignerOf(members, ask.asker())
                          .Sign(Label::kEnquiry, members.id(), request.body);
  return request;
}

// A slot that a test recognises as this agency's.
inline std::string SlotOf(const std::string& agency) {
  std::string slot = agency;
  slot.resize(kSlotBytes, '.');
  return slot;
}

inline std::vector<std::string> SlotsIn(const enquiry::v1::AskReply& reply) {
  std::vector<std::string> slots;
  for (std::size_t at = 0; at < reply.slots().size(); at += kSlotBytes) {
    slots.push_back(reply.slots().substr(at, kSlotBytes));
  }
  return slots;
}

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_TEST_QUESTIONS_H_
