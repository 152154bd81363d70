// SPDX-License-Identifier: Apache-2.0
//
// How alike two short texts are.
#ifndef KITH_AGENT_IDENTITY_JARO_WINKLER_H_
#define KITH_AGENT_IDENTITY_JARO_WINKLER_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace kith::agent {

// 0 (nothing in common) to 1 (equal); prefix scale 0.1 over at most 4 letters.
// Of each text the first 64 bytes count. 0 if either is empty.
double JaroWinkler(absl::string_view a, absl::string_view b);

// Optimal string alignment: insertions, deletions, changes and swaps of two
// neighbours that turn one text into the other. Of each the first 64 bytes
// count.
std::size_t EditDistance(absl::string_view a, absl::string_view b);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_JARO_WINKLER_H_
