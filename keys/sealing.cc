// SPDX-License-Identifier: Apache-2.0
#include "keys/sealing.h"

#include <sodium.h>

namespace kith {
namespace {

constexpr std::size_t kNonceBytes =
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Data(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

std::string Seal(absl::string_view key, absl::string_view plain,
                 absl::string_view associated, Random& random) {
  std::string sealed = random.Bytes(kNonceBytes);
  sealed.resize(kNonceBytes + plain.size() + kTagBytes);
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      out + kNonceBytes, nullptr, Data(plain), plain.size(), Data(associated),
      associated.size(), nullptr, out, Data(key));
  return sealed;
}

absl::StatusOr<std::string> Unseal(absl::string_view key,
                                   absl::string_view sealed,
                                   absl::string_view associated) {
  if (key.size() != kSealingKeyBytes ||
      sealed.size() < kNonceBytes + kTagBytes) {
    return absl::DataLossError("sealed bytes of a wrong length");
  }
  std::string plain(sealed.size() - kNonceBytes - kTagBytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr,
      Data(sealed) + kNonceBytes, sealed.size() - kNonceBytes, Data(associated),
      associated.size(), Data(sealed), Data(key));
  if (failed != 0) return absl::DataLossError("sealed bytes do not open");
  return plain;
}

}  // namespace kith
