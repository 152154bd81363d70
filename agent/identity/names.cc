// SPDX-License-Identifier: Apache-2.0
//
// NormaliseName() of normalise.h.
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "agent/identity/fold.h"
#include "agent/identity/nicknames.h"
#include "agent/identity/normalise.h"

namespace kith::agent {
namespace {

using Words = std::vector<std::string>;

template <std::size_t kSize>
bool IsOneOf(absl::string_view word, const absl::string_view (&words)[kSize]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool IsTitle(absl::string_view word) {
  static constexpr absl::string_view kWords[] = {
      "MR", "MRS", "MISS", "MS", "MX", "DR", "MASTER", "REV", "SIR", "PROF"};
  return IsOneOf(word, kWords);
}

bool IsParticle(absl::string_view word) {
  static constexpr absl::string_view kWords[] = {
      "DE",  "LA",    "LE",  "DU",  "DA",  "DI",   "DOS", "DAS",
      "DEL", "DER",   "DEN", "VAN", "VON", "AL",   "EL",  "AP",
      "AB",  "FERCH", "NI",  "UI",  "BIN", "BINT", "IBN", "TER"};
  return IsOneOf(word, kWords);
}

bool IsGlued(absl::string_view word) {
  return word == "MC" || word == "MAC" || word == "O";
}

// Where one of these opens a forename, the child had none when it was written.
bool IsNoForename(absl::string_view word) {
  static constexpr absl::string_view kWords[] = {
      "BABY", "INFANT", "UNKNOWN",  "TWIN", "TRIPLET", "NK",      "TBC",
      "TBA",  "UNBORN", "NEWBORN",  "BOY",  "GIRL",    "MALE",    "FEMALE",
      "NULL", "NONE",   "NOTKNOWN", "XX",   "XXX",     "UNNAMED", "ANON"};
  return IsOneOf(word, kWords);
}

bool IsNoSurname(absl::string_view word) {
  static constexpr absl::string_view kWords[] = {
      "UNKNOWN", "NK", "TBC", "TBA", "NULL", "NOTKNOWN", "XX", "XXX", "ANON"};
  return IsOneOf(word, kWords);
}

template <typename Drops>
void DropIfAnotherRemains(Words& words, Drops drops) {
  const bool all = std::all_of(words.begin(), words.end(), drops);
  if (!all)
    words.erase(std::remove_if(words.begin(), words.end(), drops), words.end());
}

// MC DONALD and MCDONALD are one name.
Words Glued(const Words& words) {
  Words out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool glue = IsGlued(words[i]) && i + 1 < words.size();
    out.push_back(glue ? absl::StrCat(words[i], words[i + 1]) : words[i]);
    if (glue) ++i;
  }
  return out;
}

bool IsMissing(const Words& words, NameKind kind) {
  if (words.empty()) return true;
  const bool not_known =
      words.size() == 2 && words[0] == "NOT" && words[1] == "KNOWN";
  if (not_known) return true;
  return kind == NameKind::kForename ? IsNoForename(words[0])
                                     : IsNoSurname(words[0]);
}

void PutPrincipalFirst(Words& words, NameKind kind) {
  if (kind == NameKind::kSurname) {
    std::stable_partition(words.begin(), words.end(), [](const std::string& w) {
      return !IsGenericSurname(w);
    });
    return;
  }
  const bool another = words.size() > 1 && words[1].size() > 1;
  if (another && CanonicalForename(words[0]) == "MOHAMMED") {
    std::rotate(words.begin(), words.begin() + 1, words.end());
  }
}

}  // namespace

bool IsGenericSurname(absl::string_view part) {
  static constexpr absl::string_view kWords[] = {
      "SINGH",  "KAUR",  "BEGUM", "BIBI", "KHATUN", "KHATOON",
      "AKHTAR", "AKTER", "UDDIN", "MIAH", "BANO",   "KHANUM"};
  return IsOneOf(part, kWords);
}

std::vector<std::string> NormaliseName(absl::string_view text, NameKind kind) {
  Words words =
      absl::StrSplit(Fold(text), absl::ByChar(' '), absl::SkipEmpty());
  // A house number or a year that strayed into the name is no name.
  words.erase(std::remove_if(words.begin(), words.end(),
                             [](const std::string& w) {
                               return w.find_first_not_of("0123456789") ==
                                      std::string::npos;
                             }),
              words.end());
  DropIfAnotherRemains(words, IsTitle);
  if (IsMissing(words, kind)) return {};
  if (kind == NameKind::kSurname) {
    DropIfAnotherRemains(words, IsParticle);
    words = Glued(words);
  }
  if (words.size() > kMaxNameParts) words.resize(kMaxNameParts);
  for (std::string& word : words) {
    if (word.size() > kMaxNamePartBytes) word.resize(kMaxNamePartBytes);
  }
  PutPrincipalFirst(words, kind);
  return words;
}

}  // namespace kith::agent
