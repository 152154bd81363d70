// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_NETWORK_PEOPLE_COUNTED_H_
#define KITH_KEYS_NETWORK_PEOPLE_COUNTED_H_

#include <cstddef>
#include <cstdint>

namespace kith {

// As how many people a question of 1 or 8 subjects counts against what one
// staff member may ask about in a day. Nobody but the asker knows how many of
// eight are padding: it counts as the people of a usual family, whoever is in
// it, so that the count tells nothing of its size.
inline constexpr std::uint64_t PeopleCounted(std::size_t subjects) {
  return subjects == 1 ? 1 : 3;
}

}  // namespace kith

#endif  // KITH_KEYS_NETWORK_PEOPLE_COUNTED_H_
