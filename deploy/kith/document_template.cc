// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/document_template.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace kith::deploy {
namespace {

constexpr absl::string_view kOpen = "{{";
constexpr absl::string_view kClose = "}}";
constexpr absl::string_view kToBeFilledIn = "[to be filled in";

// "dpia.md, line 12", for the character at `at`.
std::string Place(absl::string_view name, absl::string_view text,
                  std::size_t at) {
  const auto line = std::count(
      text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  return absl::StrCat(name, ", line ", line + 1);
}

}  // namespace

absl::StatusOr<std::string> FillTemplate(absl::string_view name,
                                         absl::string_view text,
                                         const DocumentValues& values) {
  std::string filled;
  std::size_t done = 0;
  while (done < text.size()) {
    const std::size_t open = std::min(text.find(kOpen, done), text.size());
    const absl::string_view plain = text.substr(done, open - done);
    const std::size_t stray = plain.find(kClose);
    if (stray != absl::string_view::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat(Place(name, text, done + stray), ": `}}` without `{{`"));
    }
    filled.append(plain.data(), plain.size());
    if (open == text.size()) break;
    const std::string place = Place(name, text, open);
    const std::size_t begin = open + kOpen.size();
    const std::size_t end = text.find(kClose, begin);
    const absl::string_view key = text.substr(begin, end - begin);
    if (end == absl::string_view::npos ||
        key.find('\n') != absl::string_view::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat(place, ": `{{` without `}}` in the same line"));
    }
    const auto value = values.find(key);
    if (value == values.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat(place, ": unknown placeholder `{{", key, "}}`"));
    }
    if (value->second.text.empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat(place, ": nothing to put for `{{", key,
                       "}}`: ", value->second.next_step));
    }
    filled += value->second.text;
    done = end + kClose.size();
  }
  return filled;
}

std::string ToBeFilledIn(absl::string_view what) {
  return absl::StrCat(kToBeFilledIn, ": ", what, "]");
}

std::size_t CountToBeFilledIn(absl::string_view document) {
  std::size_t count = 0;
  for (std::size_t at = document.find(kToBeFilledIn);
       at != absl::string_view::npos;
       at = document.find(kToBeFilledIn, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace kith::deploy
