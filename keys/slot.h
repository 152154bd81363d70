// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_SLOT_H_
#define KITH_KEYS_SLOT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/base/random.h"
#include "keys/secret.h"
#include "keys/signer.h"

namespace kith {

// An answer slot: a sealed answer, or a blank that nobody can tell from one.
//
//   slot = libsodium sealed box (X25519, XSalsa20-Poly1305) of 976 bytes:
//          u16 big-endian length || answer, at most 880 bytes, and zeros: 910
//          || signature (64); with the box's 48 bytes always 1,024 in all
inline constexpr std::size_t kSlotBytes = 1024;
inline constexpr std::size_t kMaxAnswerBytes = 880;
inline constexpr std::size_t kReplyKeyBytes = 32;

// The asker's one-time X25519 key pair.
class ReplyKey {
 public:
  static ReplyKey Generate(Random& random);
  const std::string& public_key() const { return public_key_; }

  struct Opened {
    std::string answer;
    std::string signature;  // kSignatureBytes, not yet verified.
  };
  // nullopt for a blank and for anything not sealed to this key: the two
  // cannot be told apart, and are not.
  std::optional<Opened> Open(absl::string_view slot) const;

 private:
  ReplyKey(Secret secret, std::string public_key);
  Secret secret_;
  std::string public_key_;
};

// False for keys a box must never be sealed to: wrong length, low order.
bool IsAcceptableReplyKey(absl::string_view public_key);

// Seals `answer` with its signature. INVALID_ARGUMENT if the answer is longer
// than kMaxAnswerBytes or the reply key is not acceptable.
absl::StatusOr<std::string> SealAnswer(absl::string_view reply_key,
                                       absl::string_view answer,
                                       absl::string_view signature);

// What a slot looks like to everybody without its key: a fresh X25519 public
// key whose secret is thrown away, then random bytes. Random bytes alone would
// be told apart, since most are no such key.
std::string MakeBlank(Random& random);

// The bytes an answer's signature covers (label kAnswer):
//   JoinFields(enquiry, u32 subject, reply key, asker, SHA-256(answer))
std::string AnswerSignatureBody(absl::string_view enquiry_id,
                                std::uint32_t subject,
                                absl::string_view reply_key,
                                absl::string_view asker,
                                absl::string_view answer);

}  // namespace kith

#endif  // KITH_KEYS_SLOT_H_
