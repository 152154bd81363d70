// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_SIGNER_H_
#define KITH_KEYS_SIGNER_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/base/random.h"
#include "keys/secret.h"

namespace kith {

inline constexpr std::size_t kPublicKeyBytes = 32;
inline constexpr std::size_t kSignatureBytes = 64;
inline constexpr std::size_t kNetworkIdBytes = 32;

// What a signature is for. A signature made for one thing never verifies as
// another; the text of each label is part of the signed bytes (docs/spec).
enum class Label {
  kNetworkFile,         // "network-file"
  kEnquiry,             // "enquiry": an agency's AskBody
  kCapsule,             // "capsule": who asks, inside a capsule
  kShieldedAsk,         // "shielded-ask": the broker vouches for a category
  kAnswer,              // "answer": a holder's answer
  kRelease,             // "release": the broker's ReleaseBody
  kWithdrawal,          // "withdrawal": an agency's WithdrawBody
  kGround,              // "ground": an agency's RecordGroundBody
  kReceipt,             // "receipt": an agency's consent receipt
  kCountersign,         // "countersign": the broker's on a receipt
  kEnrolment,           // "enrolment": proof of possession
  kKeyHolderLog,        // "keyholder-count"
  kRecall,              // "recall": a holder's RecallNotice
  kRecallAcknowledged,  // "recall-acknowledged": an asker's
  kPersonKey,           // "person-key": proof that a person has a key
  kUrgentRequest,       // "urgent-request": the first of two people
  kUrgentAuthorise,     // "urgent-authorise": the second
  kUrgent,              // "urgent": their agency's, over what they signed
  kHandover,            // "handover": a StepBody
  kUrgentReview,        // "urgent-review": an agency's ReviewBody
  kEvaluate,            // "evaluate": a batch, for one key holder
  kInvitation,          // "invitation": an administrator's, to enrol
};

absl::string_view LabelText(Label label);

// An Ed25519 key (RFC 8032) that signs carried bytes under a label:
//
//   "kith/v1/sig" || 0x00 || network_id (32) || u8 length(label) || label
//   || u32 big-endian length(body) || body
//
// Thread-safe: immutable.
class Signer {
 public:
  static Signer Generate(Random& random);
  // The 32-byte seed. INVALID_ARGUMENT for another size.
  static absl::StatusOr<Signer> FromSeed(const Secret& seed);

  const std::string& public_key() const { return public_key_; }
  const Secret& seed() const { return seed_; }

  // kSignatureBytes. `network_id` must be kNetworkIdBytes long.
  std::string Sign(Label label, absl::string_view network_id,
                   absl::string_view body) const;

  // Signs `text` bare, as C2SP signed-note wants it. Only a key that signs
  // nothing else may be used so: tlog/note.h calls it with log keys.
  std::string SignNoteText(absl::string_view text) const;

 private:
  Signer(Secret seed, Secret secret_key, std::string public_key);
  Secret seed_;
  Secret secret_key_;
  std::string public_key_;
};

// UNAUTHENTICATED unless `signature` is `public_key`'s on `body` under `label`
// in this network. Small-order keys and non-canonical signatures are refused.
absl::Status VerifySignature(absl::string_view public_key, Label label,
                             absl::string_view network_id,
                             absl::string_view body,
                             absl::string_view signature);

// The bare counterpart of SignNoteText.
absl::Status VerifyNoteText(absl::string_view public_key,
                            absl::string_view text,
                            absl::string_view signature);

}  // namespace kith

#endif  // KITH_KEYS_SIGNER_H_
