// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_OPRF_SCALAR_H_
#define KITH_KEYS_OPRF_SCALAR_H_

#include <array>
#include <cstddef>

#include "absl/strings/string_view.h"

namespace kith::oprf {

inline constexpr std::size_t kScalarBytes = 32;

// A ristretto255 scalar, little-endian; wiped when dropped. Not a Secret,
// because a batch holds a thousand and a Secret costs a locked page each.
class Scalar {
 public:
  Scalar() = default;
  Scalar(const Scalar&) = default;
  Scalar& operator=(const Scalar&) = default;
  ~Scalar();

  absl::string_view Expose() const {
    return {reinterpret_cast<const char*>(bytes_.data()), kScalarBytes};
  }
  unsigned char* data() { return bytes_.data(); }
  const unsigned char* data() const { return bytes_.data(); }

 private:
  std::array<unsigned char, kScalarBytes> bytes_{};
};

}  // namespace kith::oprf

#endif  // KITH_KEYS_OPRF_SCALAR_H_
