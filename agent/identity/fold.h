// SPDX-License-Identifier: Apache-2.0
//
// Any text to the letters that names are compared by.
#ifndef KITH_AGENT_IDENTITY_FOLD_H_
#define KITH_AGENT_IDENTITY_FOLD_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace kith::agent {

// At most this much of a text is read, and at most so much comes out, in bytes.
inline constexpr std::size_t kMaxFoldedInput = 65536;
inline constexpr std::size_t kMaxFoldedOutput = 256;

// Upper case A-Z, 0-9 and single spaces, none at either end. Accents,
// apostrophes, full stops, bracketed text and invisible characters vanish;
// every other mark, letters of other scripts and bytes that are not UTF-8
// become a space. Never fails; the result may be empty.
std::string Fold(absl::string_view utf8);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_FOLD_H_
