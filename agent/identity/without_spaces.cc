// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/without_spaces.h"

#include <cstddef>

#include "absl/strings/match.h"

namespace kith::agent {

std::string WithoutSpaces(absl::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool no_break = absl::StartsWith(text.substr(i), "\xC2\xA0");
    if (no_break) ++i;
    if (no_break || text[i] == ' ' || text[i] == '-') continue;
    out.push_back(text[i]);
  }
  return out;
}

}  // namespace kith::agent
