// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TEST_LOOKS_LIKE_A_KEY_H_
#define KITH_KEYS_TEST_LOOKS_LIKE_A_KEY_H_

#include <openssl/bn.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace kith {

// What anybody can test of 32 bytes: could they be an X25519 public key that
// an honest program made?
class LooksLikeAKey {
 public:
  LooksLikeAKey() {
    BIGNUM* prime = nullptr;
    BN_hex2bn(
        &prime,
        "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed");
    prime_.reset(prime);
  }

  bool operator()(absl::string_view slot) {
    const std::string key(slot.substr(0, 32));
    if ((static_cast<unsigned char>(key[31]) & 0x80) != 0) return false;
    const Number u(BN_lebin2bn(
        reinterpret_cast<const unsigned char*>(key.data()), 32, nullptr));
    return BN_cmp(u.get(), prime_.get()) < 0 && IsOnCurve(u.get());
  }

 private:
  struct FreeBn {
    void operator()(BIGNUM* number) const { BN_free(number); }
    void operator()(BN_CTX* context) const { BN_CTX_free(context); }
  };
  using Number = std::unique_ptr<BIGNUM, FreeBn>;

  // u^3 + 486662 u^2 + u is a square modulo p.
  bool IsOnCurve(const BIGNUM* u) {
    const Number sum(BN_new());
    BN_copy(sum.get(), u);
    BN_add_word(sum.get(), 486662);
    BN_mod_mul(sum.get(), sum.get(), u, prime_.get(), context_.get());
    BN_add_word(sum.get(), 1);
    BN_mod_mul(sum.get(), sum.get(), u, prime_.get(), context_.get());
    return BN_kronecker(sum.get(), prime_.get(), context_.get()) == 1;
  }

  Number prime_;
  const std::unique_ptr<BN_CTX, FreeBn> context_{BN_CTX_new()};
};

}  // namespace kith

#endif  // KITH_KEYS_TEST_LOOKS_LIKE_A_KEY_H_
