// SPDX-License-Identifier: Apache-2.0
#include "keys/oprf/scalar.h"

#include <sodium.h>

namespace kith::oprf {

Scalar::~Scalar() { sodium_memzero(bytes_.data(), kScalarBytes); }

}  // namespace kith::oprf
