// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_QUESTION_H_
#define KITH_AGENT_FLOWS_QUESTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "agent/identity/identity.h"
#include "keys/slot.h"
#include "keys/token.h"
#include "kith/enquiry/v1/enquiry.pb.h"

namespace kith::agent {

// A purpose of the network file: the agency becomes involved. Asked once.
inline constexpr char kJoiningPurpose[] = "joining";

// Somebody asked about who is in the agency's own register.
struct KnownSubject {
  std::uint32_t subject = 0;  // Which of the people.
  std::string ref;            // Their reference there, 16 bytes.
};

// What a practitioner wants to ask, normalised.
struct Question {
  Staff staff;
  std::vector<Identity> people;  // 1 to 8
  std::string purpose;
  enquiry::v1::AskGround ground;
  bool shape_of_eight = false;
  bool shielded_asker = false;
  bool of_list = false;
  std::string rule;                 // That allowed it.
  std::vector<KnownSubject> known;  // With certainty.
  // Of urgent access: what two people authorised, and whether they have.
  std::string enquiry_id;  // Empty: a fresh one.
  std::optional<bool> urgent_authorised;
  // As what was written down that the key holder is asked: one for each epoch
  // that is asked in.
  std::vector<std::string> batches;
};

// The tokens of one subject in one epoch, with what makes its capsule open.
struct SubjectTokens {
  std::uint32_t epoch;
  std::vector<TokenPair> pairs;
  std::vector<bool> strong;  // Of each pair.
};

// What must be kept until the reply comes.
struct SentQuestion {
  std::string enquiry_id;
  enquiry::v1::AskRequest request;
  ReplyKey reply_key;
  std::string asker;  // As capsules name it: empty if it is hidden.
  bool urgent;
  std::size_t subjects;  // 1 or 8: the shape.
  std::uint64_t verified_size;
  std::string verified_root;  // 32 bytes; of verified_size leaves.
};

// Subjects a question is padded to: 1 or 8.
std::size_t ShapeOf(const Question& question);

// Elements that the key holder is shown of it in each epoch: 16 or 128.
std::size_t BatchOf(const Question& question);

// The agency's own keyed hash of a staff member, 16 bytes.
std::string PractitionerPseudonym(const Secret& pseudonym_key,
                                  const std::string& staff);

// Seals and signs the question: capsules, shuffled tokens, wraps, one-time
// reply key. `tokens` has one entry a person, each one a SubjectTokens an
// epoch. INVALID_ARGUMENT if that does not hold.
absl::StatusOr<SentQuestion> SealQuestion(
    const Parts& parts, const Network& network, const Question& question,
    const std::vector<std::vector<SubjectTokens>>& tokens,
    std::uint64_t verified_size, const std::string& verified_root);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_QUESTION_H_
