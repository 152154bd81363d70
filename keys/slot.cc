// SPDX-License-Identifier: Apache-2.0
#include "keys/slot.h"

#include <sodium.h>

#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/hash.h"

namespace kith {
namespace {

constexpr std::size_t kLengthBytes = 2;
constexpr std::size_t kPlainBytes = kSlotBytes - crypto_box_SEALBYTES;
constexpr std::size_t kAnswerRoom =
    kPlainBytes - kLengthBytes - kSignatureBytes;
static_assert(kPlainBytes == 976 && kAnswerRoom == 910);
static_assert(kMaxAnswerBytes <= kAnswerRoom);

unsigned char* Data(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
const unsigned char* Data(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string PublicOf(const Secret& secret) {
  std::string public_key(kReplyKeyBytes, '\0');
  crypto_scalarmult_curve25519_base(Data(public_key), secret.ExposeData());
  return public_key;
}

std::size_t StatedLength(absl::string_view plain) {
  return static_cast<std::size_t>(static_cast<unsigned char>(plain[0])) << 8 |
         static_cast<unsigned char>(plain[1]);
}

}  // namespace

ReplyKey::ReplyKey(Secret secret, std::string public_key)
    : secret_(std::move(secret)), public_key_(std::move(public_key)) {}

ReplyKey ReplyKey::Generate(Random& random) {
  Secret secret = Secret::Generate(crypto_box_SECRETKEYBYTES, random);
  std::string public_key = PublicOf(secret);
  return ReplyKey(std::move(secret), std::move(public_key));
}

std::optional<ReplyKey::Opened> ReplyKey::Open(absl::string_view slot) const {
  if (slot.size() != kSlotBytes) return std::nullopt;
  std::string plain(kPlainBytes, '\0');
  if (crypto_box_seal_open(Data(plain), Data(slot), slot.size(),
                           Data(absl::string_view(public_key_)),
                           secret_.ExposeData()) != 0) {
    return std::nullopt;
  }
  const std::size_t length = StatedLength(plain);
  if (length > kMaxAnswerBytes) return std::nullopt;
  return Opened{plain.substr(kLengthBytes, length),
                plain.substr(kLengthBytes + kAnswerRoom)};
}

bool IsAcceptableReplyKey(absl::string_view public_key) {
  if (public_key.size() != kReplyKeyBytes) return false;
  // With a key of low order the product is zero whatever the scalar is, and
  // libsodium says so.
  constexpr unsigned char kAnyScalar[crypto_scalarmult_SCALARBYTES] = {8};
  unsigned char product[crypto_scalarmult_BYTES];
  return crypto_scalarmult_curve25519(product, kAnyScalar, Data(public_key)) ==
         0;
}

absl::StatusOr<std::string> SealAnswer(absl::string_view reply_key,
                                       absl::string_view answer,
                                       absl::string_view signature) {
  if (answer.size() > kMaxAnswerBytes) {
    return absl::InvalidArgumentError("an answer has at most 880 bytes");
  }
  if (signature.size() != kSignatureBytes) {
    return absl::InvalidArgumentError("a signature has 64 bytes");
  }
  if (reply_key.size() != kReplyKeyBytes) {
    return absl::InvalidArgumentError("a reply key has 32 bytes");
  }
  std::string plain(kPlainBytes, '\0');
  plain[0] = static_cast<char>(answer.size() >> 8);
  plain[1] = static_cast<char>(answer.size() & 0xff);
  if (!answer.empty()) {
    std::memcpy(&plain[kLengthBytes], answer.data(), answer.size());
  }
  std::memcpy(&plain[kLengthBytes + kAnswerRoom], signature.data(),
              kSignatureBytes);
  std::string slot(kSlotBytes, '\0');
  const int sealed = crypto_box_seal(Data(slot), Data(absl::string_view(plain)),
                                     kPlainBytes, Data(reply_key));
  WipeString(plain);
  if (sealed != 0) {
    return absl::InvalidArgumentError("a reply key of low order");
  }
  return slot;
}

std::string MakeBlank(Random& random) {
  unsigned char lost[crypto_box_SECRETKEYBYTES];
  random.Fill(lost, sizeof lost);
  std::string blank(kSlotBytes, '\0');
  crypto_scalarmult_curve25519_base(Data(blank), lost);
  sodium_memzero(lost, sizeof lost);
  random.Fill(&blank[kReplyKeyBytes], kSlotBytes - kReplyKeyBytes);
  return blank;
}

std::string AnswerSignatureBody(absl::string_view enquiry_id,
                                std::uint32_t subject,
                                absl::string_view reply_key,
                                absl::string_view asker,
                                absl::string_view answer) {
  const Hash hash = Sha256(answer);
  return JoinFields(
      {enquiry_id, BigEndian32(subject), reply_key, asker, HashView(hash)});
}

}  // namespace kith
