// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_SCREEN_TEXT_H_
#define KITH_DEPLOY_KITH_SCREEN_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

// Text for a screen of 80 columns.
namespace kith::deploy {

inline constexpr std::size_t kColumns = 80;
// Where an entry's text begins, and its second column if there is room.
inline constexpr std::size_t kEntryIndent = 10;
inline constexpr std::size_t kSecondColumn = 58;

// Columns a text takes: UTF-8 continuation bytes take none.
std::size_t Width(absl::string_view text);

// `left` and `right` on one line, the right one in the second column; on more
// lines if they do not fit. `right` is never cut.
std::string LeftAndRight(absl::string_view left, absl::string_view right);

// Keeps Wrap() from breaking a line inside `text`: a telephone number.
std::string Together(absl::string_view text);

// `text` at 80 columns, every line behind `indent`, ended by a line end.
std::string Wrap(absl::string_view text, absl::string_view indent);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_SCREEN_TEXT_H_
