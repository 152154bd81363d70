// SPDX-License-Identifier: Apache-2.0
//
// NormaliseName() of normalise.h.
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "agent/identity/date_of_birth.h"
#include "agent/identity/fold.h"
#include "agent/identity/name_words.h"
#include "agent/identity/normalise.h"
#include "agent/identity/traditions.h"

namespace kith::agent {
namespace {

using Words = std::vector<std::string>;

bool IsDigit(char c) {
  return absl::ascii_isdigit(static_cast<unsigned char>(c));
}

// A column that was taken for another: what it holds is shared by everybody who
// was born that day or lives there.
bool IsOfAnotherColumn(absl::string_view text, absl::string_view folded) {
  if (std::none_of(folded.begin(), folded.end(), IsDigit)) return false;
  return ParseDateOfBirth(text).ok() || ParseDateOfBirth(folded).ok() ||
         !NormalisePostcode(folded).outward.empty();
}

// Digits at either end go ("SMITH 2", "TWIN1"); one between letters is the
// letter it looks like (J0HN). Empty if digits are the most of it.
std::string WithoutDigits(absl::string_view word) {
  const auto digits = std::count_if(word.begin(), word.end(), IsDigit);
  if (digits == 0) return std::string(word.data(), word.size());
  if (2 * static_cast<std::size_t>(digits) > word.size()) return "";
  while (IsDigit(word.front())) word.remove_prefix(1);
  while (IsDigit(word.back())) word.remove_suffix(1);
  std::string out;
  for (const char c : word) {
    if (c == '0') out += 'O';
    if (c == '1') out += 'I';
    if (c == '5') out += 'S';
    if (!IsDigit(c)) out += c;
  }
  return out;
}

Words WordsOf(absl::string_view folded) {
  Words words;
  for (const absl::string_view word :
       absl::StrSplit(folded, ' ', absl::SkipEmpty())) {
    const std::string letters = WithoutDigits(word);
    const absl::string_view english = WithoutSomaliSpelling(letters);
    if (!english.empty()) words.emplace_back(english.data(), english.size());
  }
  return words;
}

bool IsMissing(const Words& words, NameKind kind) {
  if (words.empty()) return true;
  return kind == NameKind::kForename ? SaysNoForename(words)
                                     : SaysNoSurname(words);
}

// Drops what `drops` names, from the word at `from` on, unless nothing else is
// there.
template <typename Drops>
void DropIfAnotherRemains(Words& words, std::size_t from, Drops drops) {
  if (std::all_of(words.begin(), words.end(), drops)) return;
  const auto begin = words.begin() + std::min(from, words.size());
  words.erase(std::remove_if(begin, words.end(), drops), words.end());
}

bool IsArticle(absl::string_view word) { return word == "AL" || word == "EL"; }

// In front of a forename a particle may be a name (Ben, Bin, Di).
void DropParticles(Words& words, NameKind kind) {
  if (kind == NameKind::kSurname) {
    DropIfAnotherRemains(words, 0, IsParticle);
    return;
  }
  DropIfAnotherRemains(words, 0, IsArticle);
  DropIfAnotherRemains(words, 1, [](absl::string_view word) {
    return word.size() > 1 && IsParticle(word) && word != "BEN";
  });
}

void PutPrincipalFirst(Words& words, NameKind kind) {
  if (kind == NameKind::kSurname) {
    std::stable_partition(words.begin(), words.end(), [](const std::string& w) {
      return !IsGenericSurname(w) && !IsPatronymic(w);
    });
    return;
  }
  const auto principal =
      std::find_if(words.begin(), words.end(), [](const std::string& w) {
        return w.size() > 1 && !IsCustomaryForename(w) && !IsPatronymic(w) &&
               !IsGenericSurname(w);
      });
  const bool moves = principal != words.end() && words.size() > 1 &&
                     (IsCustomaryForename(words[0]) || IsPatronymic(words[0]));
  if (moves) std::rotate(words.begin(), principal, principal + 1);
}

}  // namespace

std::vector<std::string> NormaliseName(absl::string_view text, NameKind kind) {
  const std::string folded = Fold(text);
  if (IsOfAnotherColumn(text, folded)) return {};
  Words words = WordsOf(folded);
  if (IsMissing(words, kind)) return {};
  DropIfAnotherRemains(words, 0, IsTitle);
  if (IsMissing(words, kind)) return {};
  words = JoinedByTradition(words, kind);
  DropParticles(words, kind);
  if (words.size() > kMaxNameParts) words.resize(kMaxNameParts);
  for (std::string& word : words) {
    if (word.size() > kMaxNamePartBytes) word.resize(kMaxNamePartBytes);
  }
  PutPrincipalFirst(words, kind);
  return words;
}

}  // namespace kith::agent
