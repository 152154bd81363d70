// SPDX-License-Identifier: Apache-2.0
#include "keys/oprf/group.h"

#include <sodium.h>

#include <cstring>

#include "absl/strings/str_cat.h"

namespace kith::oprf {
namespace {

static_assert(crypto_core_ristretto255_BYTES == sizeof(Element));
static_assert(crypto_core_ristretto255_SCALARBYTES == kScalarBytes);

using Wide = std::array<unsigned char, 64>;  // One SHA-512 output.

void Update(crypto_hash_sha512_state& state, absl::string_view bytes) {
  crypto_hash_sha512_update(
      &state, reinterpret_cast<const unsigned char*>(bytes.data()),
      bytes.size());
}

// RFC 9380 expand_message_xmd with SHA-512 for 64 bytes, where it is one block.
Wide ExpandMessage(absl::Span<const absl::string_view> message,
                   absl::string_view domain) {
  static constexpr char kZeroBlock[128] = {};
  const char domain_length = static_cast<char>(domain.size());
  const auto update_domain = [&](crypto_hash_sha512_state& state) {
    Update(state, domain);
    Update(state, absl::string_view(&domain_length, 1));
  };
  crypto_hash_sha512_state state;
  Wide first;
  crypto_hash_sha512_init(&state);
  Update(state, absl::string_view(kZeroBlock, sizeof kZeroBlock));
  for (const absl::string_view part : message) Update(state, part);
  Update(state, absl::string_view("\0\x40\0", 3));  // 64 bytes wanted, then 0.
  update_domain(state);
  crypto_hash_sha512_final(&state, first.data());

  Wide output;
  crypto_hash_sha512_init(&state);
  crypto_hash_sha512_update(&state, first.data(), first.size());
  Update(state, absl::string_view("\x01", 1));
  update_domain(state);
  crypto_hash_sha512_final(&state, output.data());
  sodium_memzero(first.data(), first.size());
  sodium_memzero(&state, sizeof state);
  return output;
}

Scalar ReduceAndWipe(Wide& wide) {
  Scalar scalar;
  crypto_core_ristretto255_scalar_reduce(scalar.data(), wide.data());
  sodium_memzero(wide.data(), wide.size());
  return scalar;
}

}  // namespace

absl::string_view ContextString() {
  static constexpr char kContext[] = "OPRFV1-\x01-ristretto255-SHA512";
  return {kContext, sizeof kContext - 1};
}

Scalar RandomScalar(Random& random) {
  while (true) {
    Wide wide;
    random.Fill(wide.data(), wide.size());
    const Scalar scalar = ReduceAndWipe(wide);
    if (!IsZero(scalar)) return scalar;
  }
}

Scalar ScalarOf(std::uint32_t value) {
  Scalar scalar;
  for (std::size_t i = 0; i < sizeof value; ++i) {
    scalar.data()[i] = static_cast<unsigned char>(value >> (8 * i));
  }
  return scalar;
}

std::optional<Scalar> ParseScalar(absl::string_view bytes) {
  if (bytes.size() != kScalarBytes) return std::nullopt;
  Wide wide{};
  std::memcpy(wide.data(), bytes.data(), kScalarBytes);
  const Scalar reduced = ReduceAndWipe(wide);
  if (sodium_memcmp(reduced.data(), bytes.data(), kScalarBytes) != 0) {
    return std::nullopt;
  }
  return reduced;
}

bool IsZero(const Scalar& scalar) {
  return sodium_is_zero(scalar.data(), kScalarBytes) == 1;
}

Scalar Multiply(const Scalar& a, const Scalar& b) {
  Scalar product;
  crypto_core_ristretto255_scalar_mul(product.data(), a.data(), b.data());
  return product;
}

Scalar Add(const Scalar& a, const Scalar& b) {
  Scalar sum;
  crypto_core_ristretto255_scalar_add(sum.data(), a.data(), b.data());
  return sum;
}

Scalar Subtract(const Scalar& a, const Scalar& b) {
  Scalar difference;
  crypto_core_ristretto255_scalar_sub(difference.data(), a.data(), b.data());
  return difference;
}

Scalar Invert(const Scalar& a) {
  Scalar inverse;
  // Fails for zero only, which no caller has; zero is then the result.
  (void)crypto_core_ristretto255_scalar_invert(inverse.data(), a.data());
  return inverse;
}

std::optional<Element> TakeElement(absl::string_view bytes) {
  Element element;
  if (bytes.size() != element.size()) return std::nullopt;
  std::memcpy(element.data(), bytes.data(), element.size());
  // libsodium 1.0.18 ignores bit 255 and takes the identity for valid.
  if ((element[31] & 0x80) != 0) return std::nullopt;
  if (sodium_is_zero(element.data(), element.size()) == 1) return std::nullopt;
  return element;
}

std::optional<Element> Multiply(const Scalar& scalar, const Element& element) {
  Element product;
  if (crypto_scalarmult_ristretto255(product.data(), scalar.data(),
                                     element.data()) != 0) {
    return std::nullopt;
  }
  return product;
}

std::optional<Element> MultiplyBase(const Scalar& scalar) {
  Element product;
  if (crypto_scalarmult_ristretto255_base(product.data(), scalar.data()) != 0) {
    return std::nullopt;
  }
  return product;
}

std::optional<Element> Add(const Element& a, const Element& b) {
  Element sum;
  if (crypto_core_ristretto255_add(sum.data(), a.data(), b.data()) != 0 ||
      sodium_is_zero(sum.data(), sum.size()) == 1) {
    return std::nullopt;
  }
  return sum;
}

Element HashToGroup(absl::string_view input) {
  static const std::string* const domain =
      new std::string(absl::StrCat("HashToGroup-", ContextString()));
  Wide uniform = ExpandMessage({input}, *domain);
  Element element;
  crypto_core_ristretto255_from_hash(element.data(), uniform.data());
  sodium_memzero(uniform.data(), uniform.size());
  return element;
}

Scalar HashToScalar(absl::Span<const absl::string_view> message) {
  static const std::string* const domain =
      new std::string(absl::StrCat("HashToScalar-", ContextString()));
  return HashToScalarUnder(*domain, message);
}

Scalar HashToScalarUnder(absl::string_view domain,
                         absl::Span<const absl::string_view> message) {
  Wide uniform = ExpandMessage(message, domain);
  return ReduceAndWipe(uniform);
}

}  // namespace kith::oprf
