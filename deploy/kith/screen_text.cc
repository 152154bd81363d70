// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/screen_text.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace kith::deploy {
namespace {

constexpr char kBlankThatHolds[] = "\u00a0";

}  // namespace

std::size_t Width(absl::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string LeftAndRight(absl::string_view left, absl::string_view right) {
  if (Width(left) > kColumns) {
    // The first column keeps what it is led in by.
    const std::string wrapped =
        Wrap(left.substr(kEntryIndent), std::string(kEntryIndent, ' '));
    return absl::StrCat(left.substr(0, kEntryIndent),
                        wrapped.substr(kEntryIndent),
                        right.empty() ? "" : LeftAndRight("", right));
  }
  if (right.empty()) return absl::StrCat(left, "\n");
  const std::size_t width = Width(right);
  const std::size_t used = Width(left) + 2;
  if (used + width > kColumns) {
    return absl::StrCat(left, "\n", std::string(kEntryIndent, ' '), right,
                        "\n");
  }
  const std::size_t fits = kColumns - width;
  const std::size_t start = std::max(used, std::min(kSecondColumn, fits));
  return absl::StrCat(left, std::string(start - Width(left), ' '), right, "\n");
}

std::string Together(absl::string_view text) {
  return absl::StrReplaceAll(text, {{" ", kBlankThatHolds}});
}

std::string Wrap(absl::string_view text, absl::string_view indent) {
  std::string wrapped;
  std::string line(indent);
  std::size_t width = indent.size();
  bool empty = true;
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    if (!empty && width + 1 + Width(word) > kColumns) {
      absl::StrAppend(&wrapped, absl::StripTrailingAsciiWhitespace(line), "\n");
      line = std::string(indent);
      width = indent.size();
      empty = true;
      if (word.empty()) continue;
    }
    absl::StrAppend(&line, empty ? "" : " ", word);
    width += Width(word) + (empty ? 0 : 1);
    empty = false;
  }
  absl::StrAppend(&wrapped, absl::StripTrailingAsciiWhitespace(line), "\n");
  return absl::StrReplaceAll(wrapped, {{kBlankThatHolds, " "}});
}

}  // namespace kith::deploy
