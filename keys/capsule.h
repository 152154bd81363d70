// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_CAPSULE_H_
#define KITH_KEYS_CAPSULE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "keys/base/random.h"
#include "keys/token.h"

namespace kith {

// A question about one subject, sealed so that only somebody who holds an
// identity with the same match keys can open it: one strong key, or two
// different weak ones (docs/spec/capsule.md).
//
//   s        a random ristretto255 scalar
//   content  XChaCha20-Poly1305 under HKDF(s, info "kith/v1/capsule-content"
//            || enquiry), random nonce in front, associated data `header`
//   strong   wraps  0x01 || 0x00 || s
//   weak     wraps  0x02 || k    || s + a*k     a: one random scalar a capsule
//   wrap     XChaCha20-Poly1305, nonce zero, under HKDF(capsule key, salt
//            enquiry, info "kith/v1/capsule-wrap" || u32 subject || u32 epoch
//            || u8 slot): a key of one use
inline constexpr std::size_t kWrapBytes = 2 + 32 + 16;
inline constexpr std::size_t kCapsuleContentBytes = 640;  // after padding
inline constexpr std::size_t kCapsuleBytes = 24 + kCapsuleContentBytes + 16;
inline constexpr std::size_t kCommitmentBytes = 32;

// A key of the subject and the slot it sits in.
struct CapsuleSlot {
  std::uint32_t epoch;
  std::uint8_t slot;  // 0 to kTokenSlots - 1
  CapsuleKey key;
  bool strong;
  // Which weak key this is, 1 to 16: the slots of one weak key in two epochs
  // carry one number, so that it never counts twice. Ignored if strong.
  std::uint8_t weak_number;
};

struct Wrap {
  std::uint32_t epoch;
  std::uint8_t slot;
  std::string bytes;  // kWrapBytes
};

// Everything that binds a capsule to its question.
struct CapsuleContext {
  std::string enquiry_id;  // 16 bytes
  std::uint32_t subject;
};

// Makes one capsule. Use: construct, put commitment() into the header, Seal().
class CapsuleSealer {
 public:
  CapsuleSealer(CapsuleContext context, Random& random);

  // SHA-256("kith/v1/capsule-commitment" || s || enquiry), kCommitmentBytes.
  const std::string& commitment() const { return commitment_; }

  struct Sealed {
    std::string capsule;      // kCapsuleBytes
    std::vector<Wrap> wraps;  // one for each slot given, in the same order
  };
  // `content` is padded with zeros behind a u16 length. INVALID_ARGUMENT if it
  // is longer than kCapsuleContentBytes - 2, a slot is given twice, a weak
  // number is out of range, the enquiry is not 16 bytes, or `header` does not
  // carry commitment().
  absl::StatusOr<Sealed> Seal(absl::string_view header,
                              absl::string_view content,
                              absl::Span<const CapsuleSlot> slots) const;

 private:
  CapsuleContext context_;
  Random& random_;
  std::string scalar_;  // wiped by the destructor
  std::string slope_;
  std::string commitment_;

 public:
  ~CapsuleSealer();
  CapsuleSealer(const CapsuleSealer&) = delete;
  CapsuleSealer& operator=(const CapsuleSealer&) = delete;
};

// A wrap as random bytes: what stands in an empty slot.
std::string RandomWrap(Random& random);

// A wrap together with the capsule key that the holder keeps for that slot.
struct HeldWrap {
  Wrap wrap;
  CapsuleKey key;
};

struct OpenedCapsule {
  std::string content;              // padding removed
  std::vector<std::size_t> opened;  // indexes into `held` whose wraps opened
};

// Opens a capsule by one strong wrap or two weak ones of different numbers.
// nullopt if they do not suffice, or if anything was altered: `header` must
// carry `commitment`, which s is checked against before the content is opened.
std::optional<OpenedCapsule> OpenCapsule(const CapsuleContext& context,
                                         absl::string_view header,
                                         absl::string_view commitment,
                                         absl::string_view capsule,
                                         absl::Span<const HeldWrap> held);

}  // namespace kith

#endif  // KITH_KEYS_CAPSULE_H_
