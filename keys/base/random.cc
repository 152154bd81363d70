// SPDX-License-Identifier: Apache-2.0
#include "keys/base/random.h"

#include <sodium.h>

#include <cstdlib>

namespace kith {

std::string Random::Bytes(std::size_t size) {
  std::string bytes(size, '\0');
  Fill(bytes.data(), size);
  return bytes;
}

std::uint32_t Random::Below(std::uint32_t bound) {
  // The first 2^32 mod bound values are drawn again, so that none is likelier.
  const std::uint32_t unfair = (0u - bound) % bound;
  std::uint32_t value = 0;
  do {
    Fill(&value, sizeof value);
  } while (value < unfair);
  return value % bound;
}

SystemRandom::SystemRandom() {
  // Without a generator nothing here is safe, and there is nobody to tell yet.
  if (sodium_init() < 0) std::abort();
}

void SystemRandom::Fill(void* out, std::size_t size) {
  randombytes_buf(out, size);
}

}  // namespace kith
