// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BASE_RANDOM_H_
#define KITH_KEYS_BASE_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace kith {

// Where randomness comes from. Nothing else in Kith draws any, except what
// libsodium and OpenSSL draw inside one of their own calls.
//
// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;

  // Fills `size` bytes at `out`.
  virtual void Fill(void* out, std::size_t size) = 0;

  // `size` random bytes.
  std::string Bytes(std::size_t size);

  // Uniform in [0, bound). `bound` must not be 0.
  std::uint32_t Below(std::uint32_t bound);

  // A uniform permutation of `items`, in place.
  template <typename Container>
  void Shuffle(Container& items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      using std::swap;
      swap(items[i - 1], items[Below(static_cast<std::uint32_t>(i))]);
    }
  }
};

// The operating system's generator, by libsodium.
class SystemRandom final : public Random {
 public:
  SystemRandom();
  void Fill(void* out, std::size_t size) override;
};

}  // namespace kith

#endif  // KITH_KEYS_BASE_RANDOM_H_
