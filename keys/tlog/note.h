// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLOG_NOTE_H_
#define KITH_KEYS_TLOG_NOTE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/hash.h"
#include "keys/log_signer.h"
#include "keys/signer.h"

// Checkpoints in the formats of C2SP: signed-note, tlog-checkpoint and
// tlog-cosignature. Pure: no I/O, no clock.
namespace kith::tlog {

// What a log says of itself: so many leaves, this root.
struct Checkpoint {
  std::string origin;
  std::uint64_t size = 0;
  Hash root = {};

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// The checkpoint's text: origin, size, base64 root, one line each.
std::string CheckpointText(const Checkpoint& checkpoint);

// `text` as a signed note with one Ed25519 signature (type 0x01) under
// `key_name`: for a log, its origin.
std::string SignNote(absl::string_view text, absl::string_view key_name,
                     const Signer& signer);
// The same where the key may be in a hardware token. UNAVAILABLE as it says.
absl::StatusOr<std::string> SignLogNote(absl::string_view text,
                                        absl::string_view key_name,
                                        const LogSigner& signer);

// Parses a note and checks the signature of the named key. UNAUTHENTICATED if
// it is missing or wrong; INVALID_ARGUMENT for anything signed-note or
// tlog-checkpoint does not allow (no extension lines either).
absl::StatusOr<Checkpoint> OpenCheckpoint(absl::string_view note,
                                          absl::string_view origin,
                                          absl::string_view public_key);

// The same of a note of one's own: no signature is looked at.
absl::StatusOr<Checkpoint> ReadOwnCheckpoint(absl::string_view note);

// One line to add to a note: a tlog-cosignature v1 (type 0x04) by `name` at
// `time`, over the note's text. Only a key that cosigns nothing else.
std::string CosignatureLine(absl::string_view note, absl::string_view name,
                            absl::Time time, const Signer& signer);
// The same where the key may be in a hardware token. UNAVAILABLE as it says.
absl::StatusOr<std::string> LogCosignatureLine(absl::string_view note,
                                               absl::string_view name,
                                               absl::Time time,
                                               const LogSigner& signer);

// The time a cosignature line states, if the line is `name`'s on this note.
// UNAUTHENTICATED otherwise.
absl::StatusOr<absl::Time> VerifyCosignature(absl::string_view note,
                                             absl::string_view line,
                                             absl::string_view name,
                                             absl::string_view public_key);

// Who may cosign, and by which key.
struct Cosigner {
  std::string name;
  std::string public_key;
};
struct Cosigned {
  std::string name;
  absl::Time time;
};

// The cosignatures a note bears beside its log's own signature. Strict: every
// line must be by one of `known`, hold, and be its only one. UNAUTHENTICATED if
// not; INVALID_ARGUMENT for no note.
absl::StatusOr<std::vector<Cosigned>> OpenCosignatures(
    absl::string_view note, absl::string_view origin,
    const std::vector<Cosigner>& known);

}  // namespace kith::tlog

#endif  // KITH_KEYS_TLOG_NOTE_H_
