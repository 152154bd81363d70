// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_RECEIPTS_RECEIPT_H_
#define KITH_AGENT_RECEIPTS_RECEIPT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/hash.h"
#include "keys/network/network.h"
#include "keys/signer.h"

// The receipt a family is given when they agree or change their mind: JSON that
// anybody with the network file can check, offline (docs/spec/receipt.md).
//
//   {"receipt": {...}, "signature": base64,
//    "countersignature": {"log_index", "time_ms", "signature"},
//    "log_proof": {"leaf", "inclusion": [...], "checkpoint"}}
//
// It names no person: only how many, and the references of the grounds.
namespace kith::agent {

inline constexpr std::size_t kReceiptIdBytes = 16;

struct ReceiptFields {
  std::string kind;         // "consent" or "withdrawal"
  std::string receipt_id;   // kReceiptIdBytes random bytes.
  std::string network;      // The network's name.
  std::string agency;       // Id.
  std::string agency_name;  // As the network file has it.
  absl::Time issued_at;     // Whole seconds are kept.
  std::uint32_t people = 0;
  std::vector<std::string> grounds;  // 16 bytes each.
  bool only_here = false;            // Of a withdrawal.
  // Who may be told, and why. Of a consent.
  bool everybody = false;
  std::vector<std::string> categories;
  std::vector<std::string> agencies;
  std::vector<std::string> excluded_agencies;
  std::vector<std::string> purposes;
  std::optional<absl::Time> until;
  std::string wording;  // Which notice they were given, ...
  std::string notice;   // ... and its very words, if the network file has them.
  std::string language;
  std::string capacity;
  bool may_name_place = false;
  bool call_back_only = false;
  bool paper_is_safe = false;
  // Whom they may tell that they change their mind.
  std::string contact;
};

// The receipt as RFC 8785 writes it (strings, integers, booleans, lists and
// objects only): what is hashed and signed. Bytes that are not UTF-8 become
// U+FFFD.
std::string CanonicalReceipt(const ReceiptFields& fields);

// SHA-256 of the canonical receipt: what the broker countersigns.
Hash ReceiptHash(absl::string_view canonical);

// The receipt with the agency's signature (label "receipt", over the hash).
// `network_id` as in the network file.
std::string SignReceipt(const ReceiptFields& fields,
                        absl::string_view network_id, const Signer& agency);

// What the broker gave for ReceiptHash().
struct Countersigned {
  std::uint64_t log_index = 0;
  std::uint64_t time_ms = 0;
  std::string signature;
};

// The bytes a countersignature covers, under label "countersign".
std::string CountersignedBytes(const Hash& receipt_hash,
                               std::uint64_t log_index, std::uint64_t time_ms);

// The same receipt with a countersignature. INVALID_ARGUMENT if it is no
// receipt.
absl::StatusOr<std::string> AddCountersignature(
    absl::string_view receipt_json, const Countersigned& countersigned);

// That the log entry behind the countersignature is in the signed log.
struct ReceiptLogProof {
  std::string leaf;
  std::vector<std::string> inclusion;  // Hashes.
  std::string checkpoint;
};
absl::StatusOr<std::string> AddLogProof(absl::string_view receipt_json,
                                        const ReceiptLogProof& proof);

// The hash of the receipt inside `receipt_json`. INVALID_ARGUMENT if there is
// none.
absl::StatusOr<Hash> HashOfReceipt(absl::string_view receipt_json);

struct VerifiedReceipt {
  ReceiptFields fields;
  // nullopt: only the agency has signed it (yet).
  std::optional<std::uint64_t> log_index;
  absl::Time countersigned_at;
  // The receipt carries a proof that the log holds the entry, and it holds.
  bool in_log = false;
};

// Checks every signature and proof the receipt carries, offline.
// INVALID_ARGUMENT if it is no receipt; FAILED_PRECONDITION if it is of another
// network or agency; UNAUTHENTICATED, saying which, if a signature or proof
// does not hold.
absl::StatusOr<VerifiedReceipt> VerifyReceipt(absl::string_view receipt_json,
                                              const Network& network);

}  // namespace kith::agent

#endif  // KITH_AGENT_RECEIPTS_RECEIPT_H_
