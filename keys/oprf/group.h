// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_OPRF_GROUP_H_
#define KITH_KEYS_OPRF_GROUP_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "keys/base/random.h"
#include "keys/oprf/scalar.h"

// Scalars, elements and the hashes onto them, as RFC 9497 section 4.1 wants
// them for ristretto255-SHA512 in mode 0x01. Only voprf.cc uses this.
namespace kith::oprf {

using Element = std::array<unsigned char, 32>;

inline absl::string_view View(const Element& element) {
  return {reinterpret_cast<const char*>(element.data()), element.size()};
}

// RFC 9497 contextString for mode 0x01 of this suite.
absl::string_view ContextString();

Scalar RandomScalar(Random& random);  // Never zero.
Scalar ScalarOf(std::uint32_t value);
// nullopt unless `bytes` is a canonical scalar. Zero is one.
std::optional<Scalar> ParseScalar(absl::string_view bytes);
bool IsZero(const Scalar& scalar);
Scalar Multiply(const Scalar& a, const Scalar& b);
Scalar Add(const Scalar& a, const Scalar& b);
Scalar Subtract(const Scalar& a, const Scalar& b);
Scalar Invert(const Scalar& a);

// The 32 bytes as they are, if they can be an element: not all zero (the
// identity), bit 255 clear. Whether they decode is for Multiply to find out.
std::optional<Element> TakeElement(absl::string_view bytes);

// nullopt if `element` does not decode, or the result is the identity.
std::optional<Element> Multiply(const Scalar& scalar, const Element& element);
std::optional<Element> MultiplyBase(const Scalar& scalar);
std::optional<Element> Add(const Element& a, const Element& b);

Element HashToGroup(absl::string_view input);
Scalar HashToScalar(absl::Span<const absl::string_view> message);
Scalar HashToScalarUnder(absl::string_view domain,
                         absl::Span<const absl::string_view> message);

}  // namespace kith::oprf

#endif  // KITH_KEYS_OPRF_GROUP_H_
