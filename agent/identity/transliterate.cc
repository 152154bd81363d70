// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/transliterate.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "agent/identity/transliterate_arabic.h"

namespace kith::agent {
namespace {

using Word = absl::Span<const char32_t>;

struct Letter {
  char32_t from;
  absl::string_view to;
};

// Each table is in order of its first column.
constexpr Letter kLatin[] = {
    {0x00DF, "SS"}, {0x00E6, "AE"}, {0x00F0, "D"}, {0x00F8, "O"},
    {0x00FE, "TH"}, {0x0111, "D"},  {0x0127, "H"}, {0x0131, "I"},
    {0x0138, "K"},  {0x0142, "L"},  {0x014B, "N"}, {0x0153, "OE"},
    {0x0167, "T"},  {0x0180, "B"},  {0x0188, "C"}, {0x0192, "F"},
    {0x0199, "K"},  {0x01B4, "Y"},  {0x01B6, "Z"}, {0x01DD, "E"},
    {0x0253, "B"},  {0x0254, "O"},  {0x0256, "D"}, {0x0257, "D"},
    {0x0259, "E"},  {0x025B, "E"},  {0x0260, "G"}, {0x0263, "G"},
    {0x0268, "I"},  {0x0272, "N"},  {0x0289, "U"}, {0x028B, "V"}};

constexpr Letter kCyrillic[] = {
    {U'а', "A"},    {U'б', "B"},  {U'в', "V"},  {U'г', "G"},  {U'д', "D"},
    {U'е', "E"},    {U'ж', "ZH"}, {U'з', "Z"},  {U'и', "I"},  {U'й', "Y"},
    {U'к', "K"},    {U'л', "L"},  {U'м', "M"},  {U'н', "N"},  {U'о', "O"},
    {U'п', "P"},    {U'р', "R"},  {U'с', "S"},  {U'т', "T"},  {U'у', "U"},
    {U'ф', "F"},    {U'х', "KH"}, {U'ц', "TS"}, {U'ч', "CH"}, {U'ш', "SH"},
    {U'щ', "SHCH"}, {U'ъ', ""},   {U'ы', "Y"},  {U'ь', ""},   {U'э', "E"},
    {U'ю', "YU"},   {U'я', "YA"}, {U'ё', "YO"}, {U'ђ', "DJ"}, {U'є', "YE"},
    {U'ѕ', "DZ"},   {U'і', "I"},  {U'ї', "YI"}, {U'ј', "J"},  {U'љ', "LJ"},
    {U'њ', "NJ"},   {U'ћ', "C"},  {U'ў', "U"},  {U'џ', "DZ"}, {U'ґ', "G"},
    {U'ғ', "GH"},   {U'җ', "ZH"}, {U'қ', "Q"},  {U'ң', "N"},  {U'ү', "U"},
    {U'ұ', "U"},    {U'ҳ', "H"},  {U'ҷ', "J"},  {U'һ', "H"},  {U'ә', "A"},
    {U'ө', "O"}};

constexpr Letter kGreek[] = {
    {U'α', "A"}, {U'β', "V"}, {U'γ', "G"},  {U'δ', "D"},  {U'ε', "E"},
    {U'ζ', "Z"}, {U'η', "I"}, {U'θ', "TH"}, {U'ι', "I"},  {U'κ', "K"},
    {U'λ', "L"}, {U'μ', "M"}, {U'ν', "N"},  {U'ξ', "X"},  {U'ο', "O"},
    {U'π', "P"}, {U'ρ', "R"}, {U'ς', "S"},  {U'σ', "S"},  {U'τ', "T"},
    {U'υ', "Y"}, {U'φ', "F"}, {U'χ', "CH"}, {U'ψ', "PS"}, {U'ω', "O"}};

// What a letter of another script looks like between Latin ones.
constexpr Letter kLookAlike[] = {
    {U'α', "A"}, {U'β', "B"}, {U'ε', "E"}, {U'ζ', "Z"}, {U'η', "H"},
    {U'ι', "I"}, {U'κ', "K"}, {U'μ', "M"}, {U'ν', "N"}, {U'ο', "O"},
    {U'ρ', "P"}, {U'τ', "T"}, {U'υ', "Y"}, {U'χ', "X"}, {U'а', "A"},
    {U'в', "B"}, {U'е', "E"}, {U'к', "K"}, {U'м', "M"}, {U'н', "H"},
    {U'о', "O"}, {U'р', "P"}, {U'с', "C"}, {U'т', "T"}, {U'у', "Y"},
    {U'х', "X"}, {U'ѕ', "S"}, {U'і', "I"}, {U'ј', "J"}};

template <std::size_t kSize>
constexpr bool IsInOrder(const Letter (&table)[kSize]) {
  return std::is_sorted(
      std::begin(table), std::end(table),
      [](const Letter& a, const Letter& b) { return a.from < b.from; });
}

static_assert(IsInOrder(kLatin) && IsInOrder(kCyrillic) && IsInOrder(kGreek) &&
              IsInOrder(kLookAlike));

template <std::size_t kSize>
const Letter* Find(const Letter (&table)[kSize], char32_t c) {
  const auto* found = std::lower_bound(
      std::begin(table), std::end(table), c,
      [](const Letter& letter, char32_t value) { return letter.from < value; });
  return found != std::end(table) && found->from == c ? found : nullptr;
}

bool IsLatin(char32_t c) { return !LatinLetters(c).empty(); }
bool IsCyrillic(char32_t c) { return c >= 0x0400 && c < 0x0530; }
bool IsGreek(char32_t c) { return c >= 0x0370 && c < 0x0400; }

char32_t At(Word word, std::size_t at) {
  return at < word.size() ? word[at] : 0;
}

bool IsOneOf(char32_t c, absl::Span<const char32_t> letters) {
  return std::find(letters.begin(), letters.end(), c) != letters.end();
}

// By letters only Ukrainian has, or the ending of its commonest surnames: in it
// he is H and not G, y is Y and not I.
bool IsUkrainian(Word word) {
  static constexpr char32_t kOwn[] = {U'і', U'ї', U'є', U'ґ'};
  static constexpr char32_t kEnding[] = {U'е', U'н', U'к', U'о'};
  const bool own = std::any_of(word.begin(), word.end(),
                               [](char32_t c) { return IsOneOf(c, kOwn); });
  return own ||
         (word.size() > 4 &&
          std::equal(std::begin(kEnding), std::end(kEnding), word.end() - 4));
}

absl::string_view Cyrillic(char32_t c, bool first, bool ukrainian) {
  if (ukrainian && c == U'г') return "H";
  if (ukrainian && c == U'и') return "Y";
  if (!first && c == U'ї') return "I";
  if (!first && c == U'є') return "IE";
  const Letter* letter = Find(kCyrillic, c);
  return letter == nullptr ? absl::string_view(" ") : letter->to;
}

// Two Greek letters that are one sound; empty if these are not.
absl::string_view GreekPair(Word word, std::size_t at) {
  static constexpr char32_t kVoiced[] = {U'α', U'β', U'γ', U'δ', U'ε',
                                         U'ζ', U'η', U'ι', U'λ', U'μ',
                                         U'ν', U'ο', U'ρ', U'υ', U'ω'};
  const char32_t c = word[at];
  const char32_t next = At(word, at + 1);
  const bool voiced = IsOneOf(At(word, at + 2), kVoiced);
  if (c == U'ο' && next == U'υ') return "OU";
  if (c == U'α' && next == U'υ') return voiced ? "AV" : "AF";
  if (c == U'ε' && next == U'υ') return voiced ? "EV" : "EF";
  if (c == U'γ' && next == U'γ') return "NG";
  if (c == U'γ' && next == U'κ') return at == 0 ? "G" : "NG";
  if (c == U'μ' && next == U'π' && at == 0) return "B";
  if (c == U'ν' && next == U'τ' && at == 0) return "D";
  return "";
}

// Appends the letter or the pair at `at`; returns how many it took.
std::size_t AppendGreek(Word word, std::size_t at, std::string& out) {
  const absl::string_view pair = GreekPair(word, at);
  const Letter* letter = Find(kGreek, word[at]);
  const absl::string_view single =
      letter == nullptr ? absl::string_view(" ") : letter->to;
  const absl::string_view text = pair.empty() ? single : pair;
  out.append(text.data(), text.size());
  return pair.empty() ? 1 : 2;
}

void AppendAsItLooks(Word word, std::string& out) {
  for (const char32_t c : word) {
    absl::string_view text = LatinLetters(c);
    const Letter* look = text.empty() ? Find(kLookAlike, c) : nullptr;
    if (look != nullptr) text = look->to;
    if (text.empty() && IsCyrillic(c)) text = Cyrillic(c, false, false);
    if (text.empty() && IsGreek(c) && Find(kGreek, c) != nullptr) {
      text = Find(kGreek, c)->to;
    }
    if (text.empty() && !IsCyrillic(c)) text = " ";
    out.append(text.data(), text.size());
  }
}

}  // namespace

absl::string_view LatinLetters(char32_t c) {
  static constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  if (c >= 'a' && c <= 'z') return {&kLetters[c - 'a'], 1};
  if (c >= 'A' && c <= 'Z') return {&kLetters[c - 'A'], 1};
  const Letter* letter = Find(kLatin, c);
  return letter == nullptr ? absl::string_view() : letter->to;
}

void AppendLatin(Word word, std::string& out) {
  if (std::any_of(word.begin(), word.end(), IsLatin)) {
    AppendAsItLooks(word, out);
    return;
  }
  if (std::all_of(word.begin(), word.end(), IsArabic)) {
    AppendArabic(word, out);
    return;
  }
  const bool ukrainian = IsUkrainian(word);
  for (std::size_t at = 0; at < word.size();) {
    if (IsGreek(word[at])) {
      at += AppendGreek(word, at, out);
      continue;
    }
    const absl::string_view text = IsCyrillic(word[at])
                                       ? Cyrillic(word[at], at == 0, ukrainian)
                                       : absl::string_view(" ");
    out.append(text.data(), text.size());
    ++at;
  }
}

}  // namespace kith::agent
