// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_REGISTER_RECORDS_H_
#define KITH_AGENT_REGISTER_RECORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "keys/wrapped_key.h"
#include "policy/facts.h"

// What the register keeps (register.h).
namespace kith::agent {

// A person this agency knows: used to recognise, never published by itself.
struct RegisteredPerson {
  std::string ref;  // 16 random bytes, the agency's own.
  std::string source;
  std::string source_id;
  std::string family;
  std::string details;   // A serialised desk.v1.Person, as imported.
  std::string identity;  // SerializeForRegister() of what it normalises to.
  bool current = true;   // In the newest import of its source.
};

// A match key's input, hashed: what people are found by in the register.
struct RegisterKey {
  std::string hash;  // 32 bytes.
  bool strong = false;
};

// The agency's work with a person: what an answer tells.
struct Involvement {
  std::string ref;  // 16 bytes.
  std::string person;
  std::string service;
  std::string worker;
  std::string contact;
  bool leads_for_family = false;
  std::string level;  // "universal", "additional", "intensive", "statutory"
  std::string
      status;  // "open", "stepping up", "stepped down", "recently closed"
  std::string since;  // "2024-03"
  std::string assessment;
  bool ended = false;

  friend bool operator==(const Involvement&, const Involvement&) = default;
};

// Who answers while an involvement's worker is away. Said at the desk; no
// export changes it.
struct Cover {
  std::string involvement;  // Its reference.
  std::string contact;
  std::string until;   // The last day, "2026-12-04".
  std::string set_by;  // A staff member.
};

enum class GroundKind { kConsent, kLawfulBasis, kTouchOnly };

// What a person's publication rests on.
struct Ground {
  std::string ref;       // 16 bytes.
  std::string person;    // Whom it is about.
  std::string rests_on;  // 16 bytes: its root's reference, or `ref`.
  GroundKind kind = GroundKind::kConsent;
  policy::Scope scope;
  absl::Time until = absl::InfinitePast();
  // Of a consent: who said so and in what capacity ("parent", "carer",
  // "young-person", "competent-child", "adult"), when, and, of a child assessed
  // as competent, by whom and when.
  std::string said_by;
  std::string capacity;
  absl::Time given_at = absl::InfinitePast();
  std::string assessed_by;
  absl::Time assessed_at = absl::InfinitePast();
  std::string evidence;
  std::string wording;
  std::string language;
  bool may_name_place = false;
  bool call_back_only = false;  // The family agreed to a call and no more.
  bool paper_is_safe = false;   // The family may be given something printed.
  // Of a lawful basis: ids of the network file.
  std::string legal_basis;
  std::string gateway;
  bool imported = false;
  bool withdrawn = false;
  bool known_to_broker = false;     // Recorded there, as it is now.
  bool ever_known = false;          // It was told of it once, in whatever form.
  bool withdrawal_pending = false;  // The broker could not be told yet.
};

// A receipt this agency gave, kept so that the family can have it again.
struct KeptReceipt {
  std::string id;    // 16 bytes: its reference.
  std::string text;  // docs/spec/receipt.md
  bool withdrawal = false;
  bool only_here = false;
  std::vector<std::string> grounds;  // 16 bytes each.
  bool countersigned = false;  // By the broker, which has done what it says.
};

// Somebody who may object has. Until a named manager has decided that sharing
// goes on, nothing is said.
enum class ObjectionState { kOpen = 0, kUpheld = 1, kOverruled = 2 };
struct Objection {
  std::string ref;  // 16 bytes.
  std::string person;
  std::string said_by;
  std::string capacity;
  absl::Time at;
  std::string recorded_by;  // A staff member.
  ObjectionState state = ObjectionState::kOpen;
  std::string decided_by;  // A manager.
  absl::Time decided_at = absl::InfinitePast();
  std::string reason;  // In the manager's words; never leaves the agency.
};

// It was decided, with the family or about them, not to share.
struct NotShared {
  std::string person;
  absl::Time at;
  std::string recorded_by;  // A staff member.
  std::string said_by;
  std::string reason;  // "family-declined", "not-safe-to-ask", ...
};

enum class ShieldKind { kNone, kSilent, kAbsent };

// Who decided that a person is not to be spoken of, or no longer.
struct ShieldDecision {
  ShieldKind kind = ShieldKind::kNone;
  std::string set_by;  // A staff member.
  absl::Time set_at;
};

enum class RowState { kToSend = 0, kSent = 1, kPresent = 2, kToRemove = 3 };

// One published token of one person.
struct PublishedRow {
  std::int64_t number = 0;  // The register's own; PutRow gives it.
  std::string row_id;  // 32 random bytes: whoever presents it may remove it.
  std::string token;
  std::string capsule_key;
  std::string handle;  // 16 bytes: one person in one epoch.
  std::string person;
  std::string ground;
  std::uint32_t epoch = 0;
  std::string kind;  // Of its match key.
  bool strong = false;
  RowState state = RowState::kToSend;
};

// Somebody asked about one of this agency's people.
struct AskedAbout {
  absl::Time time;
  std::string person;
  std::string enquiry_id;
  std::string asker;
  std::string category;
  std::string role;
  std::string purpose;
  std::string outcome;  // "involved", "possible", "call_back", "withheld"
  std::string rule;
  bool touch = false;  // For the service alone: nothing was said.
};

// An answer that said something, and the proof that it was released.
struct AnswerGiven {
  std::string enquiry_id;
  std::uint32_t subject = 0;
  absl::Time time;
  std::string person;
  std::string asker;  // Empty if it was hidden.
  std::string proof;  // A kith.recall.v1.RoutedProof; empty until it has come.
};

enum class RecallState {
  kPending = 0,
  kSent = 1,
  kAcknowledged = 2,
  kRefused = 3
};

// An answer of this agency's that it has taken back.
struct SentRecall {
  std::string enquiry_id;
  std::uint32_t subject = 0;
  absl::Time time;
  std::string staff;
  std::string asker;
  std::string notice;  // A kith.recall.v1.RecallNotice.
  std::string signature;
  std::string proof;
  RecallState state = RecallState::kPending;
  absl::Time acknowledged_at;
};

// An answer to a question of this agency that its holder has taken back.
struct ReceivedRecall {
  std::string enquiry_id;
  std::uint32_t subject = 0;
  std::string holder;
  absl::Time time;
  std::string asked_by;
  std::string acknowledged_by;  // Empty until a staff member has.
  absl::Time acknowledged_at;
  std::string acknowledgement;  // A kith.recall.v1.RecallAcknowledgement.
  std::string acknowledgement_signature;
  bool told = false;  // The broker, of the acknowledgement.
};

// A staff member's own key, and what was tried on it.
struct StaffKey {
  std::string staff;
  WrappedKey key;
  int failed = 0;  // Wrong passphrases in a row.
  absl::Time failed_at;
  absl::Time usable_from;
};

// A question that two people authorise, as the asking agency keeps it.
struct UrgentRequest {
  std::string enquiry_id;
  std::string staff;
  std::string role;
  std::string question;  // A kith.desk.v1.CheckRequest; empty once reviewed.
  std::string salt;
  absl::Time requested_at;
  absl::Time used_at = absl::UnixEpoch();  // Until then.
  std::string second_staff;                // Empty unless of this agency.
  std::string reviewed_by;                 // Empty until reviewed.
  absl::Time reviewed_at = absl::UnixEpoch();
  std::string finding;
  std::string reason;
};

// What this agency knows of a handover.
struct OwnHandover {
  std::string person;                     // Empty until it is known.
  std::vector<std::string> involvements;  // That are handed over.
  int tries = 0;                          // To accept, that did not.
};

// An urgent question of another agency that opened here.
struct UrgentAsked {
  absl::Time time;
  std::string enquiry_id;
  std::string person;
  std::string asker;
  std::string role;
  std::string outcome;
};

// What the register says of a person and somebody described by strong keys.
enum class ToldApart {
  kNo,         // Nothing.
  kUncertain,  // Somebody else is known who shares the keys asked by.
  kYes,        // They are two people.
};

}  // namespace kith::agent

#endif  // KITH_AGENT_REGISTER_RECORDS_H_
