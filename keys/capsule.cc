// SPDX-License-Identifier: Apache-2.0
#include "keys/capsule.h"

#include <sodium.h>

#include <array>
#include <cstring>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/oprf/group.h"
#include "keys/secret.h"

namespace kith {
namespace {

using oprf::kScalarBytes;
using oprf::Scalar;

constexpr std::size_t kEnquiryIdBytes = 16;
constexpr std::size_t kNonceBytes =
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kMaxWeakNumber = 16;
constexpr unsigned char kStrong = 1;
constexpr unsigned char kWeak = 2;
static_assert(kWrapBytes == 2 + kScalarBytes + kTagBytes);
static_assert(kCapsuleBytes == kNonceBytes + kCapsuleContentBytes + kTagBytes);

unsigned char* Data(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
const unsigned char* Data(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string Encrypt(absl::string_view key, absl::string_view nonce,
                    absl::string_view header, absl::string_view plain) {
  std::string sealed(plain.size() + kTagBytes, '\0');
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      Data(sealed), nullptr, Data(plain), plain.size(), Data(header),
      header.size(), nullptr, Data(nonce), Data(key));
  return sealed;
}

std::optional<std::string> Decrypt(absl::string_view key,
                                   absl::string_view nonce,
                                   absl::string_view header,
                                   absl::string_view sealed) {
  std::string plain(sealed.size() - kTagBytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          Data(plain), nullptr, nullptr, Data(sealed), sealed.size(),
          Data(header), header.size(), Data(nonce), Data(key)) != 0) {
    return std::nullopt;
  }
  return plain;
}

std::string Commitment(absl::string_view s, absl::string_view enquiry) {
  return HashBytes(Sha256({"kith/v1/capsule-commitment", s, enquiry}));
}

std::string ContentKey(absl::string_view s, const CapsuleContext& context) {
  return HkdfSha256(s, "",
                    absl::StrCat("kith/v1/capsule-content", context.enquiry_id),
                    kKeyBytes);
}

std::string WrapKey(const CapsuleContext& context, const CapsuleKey& key,
                    std::uint32_t epoch, std::uint8_t slot) {
  const char slot_byte = static_cast<char>(slot);
  return HkdfSha256(
      key.Expose(), context.enquiry_id,
      absl::StrCat("kith/v1/capsule-wrap", BigEndian32(context.subject),
                   BigEndian32(epoch), absl::string_view(&slot_byte, 1)),
      kKeyBytes);
}

// The key of a wrap is of one use, so its nonce may be zero.
absl::string_view ZeroNonce() {
  static constexpr char kZero[kNonceBytes] = {};
  return {kZero, kNonceBytes};
}

Scalar SmallScalar(std::uint8_t value) {
  Scalar scalar;
  scalar.data()[0] = value;
  return scalar;
}

Scalar ScalarFrom(absl::string_view bytes) {
  Scalar scalar;
  std::memcpy(scalar.data(), bytes.data(), kScalarBytes);
  return scalar;
}

// 1/1 to 1/15: weak numbers differ by no more. An inversion costs as much as
// fifty of the rest, and a holder may have to try many pairs.
const Scalar& InverseOfSmall(std::size_t value) {
  static const auto* const table = [] {
    auto* made = new std::array<Scalar, kMaxWeakNumber>;
    for (std::uint8_t i = 1; i < kMaxWeakNumber; ++i) {
      (*made)[i] = oprf::Invert(SmallScalar(i));
    }
    return made;
  }();
  return (*table)[value];
}

// s + a*k.
Scalar Share(const Scalar& s, const Scalar& slope, std::uint8_t number) {
  const Scalar step = oprf::Multiply(slope, SmallScalar(number));
  return oprf::Subtract(s, oprf::Subtract(Scalar(), step));
}

struct WeakShare {
  std::uint8_t number;
  Scalar value;
};

// The line through both shares, at zero: (k2*y1 - k1*y2) / (k2 - k1).
Scalar LineAtZero(const WeakShare& a, const WeakShare& b) {
  const WeakShare& low = a.number < b.number ? a : b;
  const WeakShare& high = a.number < b.number ? b : a;
  const Scalar sum =
      oprf::Subtract(oprf::Multiply(SmallScalar(high.number), low.value),
                     oprf::Multiply(SmallScalar(low.number), high.value));
  return oprf::Multiply(sum, InverseOfSmall(high.number - low.number));
}

// What the wraps gave away.
struct Unwrapped {
  std::vector<std::size_t> opened;
  std::vector<Scalar> strong;
  std::vector<WeakShare> weak;
};

void TakeWrap(std::string& plain, std::size_t index, Unwrapped& into) {
  const auto kind = static_cast<unsigned char>(plain[0]);
  const auto number = static_cast<std::uint8_t>(plain[1]);
  const Scalar value = ScalarFrom(absl::string_view(plain).substr(2));
  WipeString(plain);
  if (kind == kStrong && number == 0) {
    into.strong.push_back(value);
  } else if (kind == kWeak && number >= 1 && number <= kMaxWeakNumber) {
    into.weak.push_back({number, value});
  } else {
    return;
  }
  into.opened.push_back(index);
}

Unwrapped OpenWraps(const CapsuleContext& context,
                    absl::Span<const HeldWrap> held) {
  Unwrapped unwrapped;
  for (std::size_t i = 0; i < held.size(); ++i) {
    const Wrap& wrap = held[i].wrap;
    if (wrap.bytes.size() != kWrapBytes) continue;
    std::string key = WrapKey(context, held[i].key, wrap.epoch, wrap.slot);
    std::optional<std::string> plain =
        Decrypt(key, ZeroNonce(), "", wrap.bytes);
    WipeString(key);
    if (plain.has_value()) TakeWrap(*plain, i, unwrapped);
  }
  return unwrapped;
}

// The scalar that the commitment is to, if the wraps give it.
std::optional<Scalar> FindScalar(const Unwrapped& unwrapped,
                                 absl::string_view commitment,
                                 absl::string_view enquiry) {
  const auto fits = [&](const Scalar& s) {
    return EqualInConstantTime(Commitment(s.Expose(), enquiry), commitment);
  };
  for (const Scalar& s : unwrapped.strong) {
    if (fits(s)) return s;
  }
  for (std::size_t i = 0; i < unwrapped.weak.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (unwrapped.weak[i].number == unwrapped.weak[j].number) continue;
      const Scalar s = LineAtZero(unwrapped.weak[i], unwrapped.weak[j]);
      if (fits(s)) return s;
    }
  }
  return std::nullopt;
}

std::string Pad(absl::string_view content) {
  std::string padded(kCapsuleContentBytes, '\0');
  padded[0] = static_cast<char>(content.size() >> 8);
  padded[1] = static_cast<char>(content.size() & 0xff);
  if (!content.empty()) std::memcpy(&padded[2], content.data(), content.size());
  return padded;
}

std::optional<std::string> Unpad(const std::string& padded) {
  const std::size_t length =
      static_cast<std::size_t>(static_cast<unsigned char>(padded[0])) << 8 |
      static_cast<unsigned char>(padded[1]);
  if (length > kCapsuleContentBytes - 2) return std::nullopt;
  return padded.substr(2, length);
}

absl::Status CheckSlots(absl::Span<const CapsuleSlot> slots) {
  std::set<std::pair<std::uint32_t, std::uint8_t>> seen;
  for (const CapsuleSlot& slot : slots) {
    if (slot.slot >= kTokenSlots) {
      return absl::InvalidArgumentError("a slot number is 0 to 15");
    }
    if (!seen.emplace(slot.epoch, slot.slot).second) {
      return absl::InvalidArgumentError("a slot is given twice");
    }
    if (!slot.strong &&
        (slot.weak_number < 1 || slot.weak_number > kMaxWeakNumber)) {
      return absl::InvalidArgumentError("a weak number is 1 to 16");
    }
  }
  return absl::OkStatus();
}

Wrap MakeWrap(const CapsuleContext& context, const CapsuleSlot& slot,
              const Scalar& s, const Scalar& slope) {
  const unsigned char number = slot.strong ? 0 : slot.weak_number;
  const Scalar value = slot.strong ? s : Share(s, slope, number);
  std::string plain = {static_cast<char>(slot.strong ? kStrong : kWeak),
                       static_cast<char>(number)};
  plain.reserve(2 + kScalarBytes);
  absl::StrAppend(&plain, value.Expose());
  std::string key = WrapKey(context, slot.key, slot.epoch, slot.slot);
  Wrap wrap{slot.epoch, slot.slot, Encrypt(key, ZeroNonce(), "", plain)};
  WipeString(key);
  WipeString(plain);
  return wrap;
}

}  // namespace

CapsuleSealer::CapsuleSealer(CapsuleContext context, Random& random)
    : context_(std::move(context)),
      random_(random),
      scalar_(oprf::RandomScalar(random).Expose()),
      slope_(oprf::RandomScalar(random).Expose()),
      commitment_(Commitment(scalar_, context_.enquiry_id)) {}

CapsuleSealer::~CapsuleSealer() {
  WipeString(scalar_);
  WipeString(slope_);
}

absl::StatusOr<CapsuleSealer::Sealed> CapsuleSealer::Seal(
    absl::string_view header, absl::string_view content,
    absl::Span<const CapsuleSlot> slots) const {
  if (context_.enquiry_id.size() != kEnquiryIdBytes) {
    return absl::InvalidArgumentError("an enquiry id has 16 bytes");
  }
  if (content.size() > kCapsuleContentBytes - 2) {
    return absl::InvalidArgumentError("the capsule's content is too long");
  }
  if (!absl::StrContains(header, commitment_)) {
    return absl::InvalidArgumentError("the header lacks the commitment");
  }
  KITH_RETURN_IF_ERROR(CheckSlots(slots));
  const std::string nonce = random_.Bytes(kNonceBytes);
  std::string key = ContentKey(scalar_, context_);
  std::string padded = Pad(content);
  Sealed sealed;
  sealed.capsule = absl::StrCat(nonce, Encrypt(key, nonce, header, padded));
  WipeString(key);
  WipeString(padded);
  for (const CapsuleSlot& slot : slots) {
    sealed.wraps.push_back(
        MakeWrap(context_, slot, ScalarFrom(scalar_), ScalarFrom(slope_)));
  }
  return sealed;
}

std::string RandomWrap(Random& random) { return random.Bytes(kWrapBytes); }

std::optional<OpenedCapsule> OpenCapsule(const CapsuleContext& context,
                                         absl::string_view header,
                                         absl::string_view commitment,
                                         absl::string_view capsule,
                                         absl::Span<const HeldWrap> held) {
  if (capsule.size() != kCapsuleBytes ||
      commitment.size() != kCommitmentBytes ||
      !absl::StrContains(header, commitment)) {
    return std::nullopt;
  }
  Unwrapped unwrapped = OpenWraps(context, held);
  const std::optional<Scalar> s =
      FindScalar(unwrapped, commitment, context.enquiry_id);
  if (!s.has_value()) return std::nullopt;
  std::string key = ContentKey(s->Expose(), context);
  std::optional<std::string> padded = Decrypt(
      key, capsule.substr(0, kNonceBytes), header, capsule.substr(kNonceBytes));
  WipeString(key);
  if (!padded.has_value()) return std::nullopt;
  std::optional<std::string> content = Unpad(*padded);
  WipeString(*padded);
  if (!content.has_value()) return std::nullopt;
  return OpenedCapsule{std::move(*content), std::move(unwrapped.opened)};
}

}  // namespace kith
