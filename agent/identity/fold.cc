// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "agent/identity/transliterate.h"

namespace kith::agent {
namespace {

// O'Brien, O’Brien and OBrien are one name; so are J.R. and JR.
bool Vanishes(UChar32 c) {
  switch (c) {
    case '\'':
    case '.':
    case '`':
    case 0x00B4:
    case 0x02B9:
    case 0x02BB:
    case 0x02BC:
    case 0x02BD:
    case 0x02BE:
    case 0x02BF:
    case 0x02C8:
    case 0x02CA:
    case 0x02CB:
    case 0x055A:
    case 0x0640:  // Arabic: a stroke that only makes a word longer.
    case 0x0621:  // A hamza on the line, which most spellings leave out.
    case 0x1FBD:
    case 0x1FBF:
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x2035:
    case 0xA78B:
    case 0xA78C:
    case 0xFF07:
    case 0xFF40:
      return true;
    default:
      break;
  }
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_FORMAT_CHAR:
      return true;
    default:
      return false;
  }
}

// The letter that a base letter and this mark are, where they are not the base
// letter with an accent but a letter of its own; `base` for any other mark.
char32_t Marked(char32_t base, UChar32 mark) {
  constexpr UChar32 kBreve = 0x0306;
  constexpr UChar32 kDiaeresis = 0x0308;
  if (mark == kBreve && base == U'и') return U'й';
  if (mark == kBreve && base == U'у') return U'ў';
  if (mark == kDiaeresis && base == U'і') return U'ї';
  if (mark == kDiaeresis && base == U'е') return U'ё';
  if (mark == 0x0653 && base == kAlef) return kAlefMadda;
  if ((mark == 0x0654 || mark == 0x0655) && base == kAlef) return kAlefHamza;
  return base;
}

// Takes code points one at a time, so that a text of any length needs no buffer
// of its own: ten thousand combining marks are ten thousand characters skipped.
class Folder {
 public:
  Folder() {
    UErrorCode error = U_ZERO_ERROR;
    nfkd_ = unorm2_getNFKDInstance(&error);
    if (U_FAILURE(error)) nfkd_ = nullptr;
  }

  bool Full() const { return out_.size() >= kMaxFoldedOutput; }

  void Take(UChar32 c) {
    if (Vanishes(c)) {
      Mark(c);
      return;
    }
    UChar buffer[32];
    UErrorCode error = U_ZERO_ERROR;
    const std::int32_t size =
        nfkd_ == nullptr
            ? -1
            : unorm2_getDecomposition(nfkd_, c, buffer, 32, &error);
    if (size < 0 || U_FAILURE(error)) {
      Base(c);
      return;
    }
    for (std::int32_t i = 0; i < size;) {
      UChar32 part = 0;
      U16_NEXT(buffer, i, size, part);
      Vanishes(part) ? Mark(part) : Base(part);
    }
  }

  std::string Finish() {
    EndWord();
    out_.resize(std::min(out_.size(), kMaxFoldedOutput));
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    return std::move(out_);
  }

 private:
  void Mark(UChar32 c) {
    if (!word_.empty()) word_.back() = Marked(word_.back(), c);
  }

  void Base(UChar32 c) {
    const std::int32_t digit = u_charDigitValue(c);
    if (digit >= 0) {
      EndScript();
      out_.push_back(static_cast<char>('0' + digit));
    } else if (u_isalpha(c)) {
      if (word_.size() < kMaxFoldedOutput) {
        word_.push_back(static_cast<char32_t>(u_tolower(c)));
      }
    } else {
      EndWord();
    }
  }

  // The letters so far are one word; digits may follow without a space.
  void EndScript() {
    if (word_.empty()) return;
    std::string latin;
    AppendLatin(word_, latin);
    for (const char c : latin) {
      if (c != ' ' || (!out_.empty() && out_.back() != ' ')) out_.push_back(c);
    }
    word_.clear();
  }

  void EndWord() {
    EndScript();
    if (!out_.empty() && out_.back() != ' ') out_.push_back(' ');
  }

  const UNormalizer2* nfkd_ = nullptr;
  std::vector<char32_t> word_;
  std::string out_;
};

// Text between brackets is a note, not a name; a bracket separates.
class Brackets {
 public:
  // The character to read in place of `c`; 0 for none.
  UChar32 Read(UChar32 c) {
    const bool open = c == '(' || c == '[' || c == '{';
    const bool close = c == ')' || c == ']' || c == '}';
    if (open) ++depth_;
    if (close && depth_ > 0) --depth_;
    if (depth_ > 0) return 0;
    return open || close ? ' ' : c;
  }

 private:
  int depth_ = 0;
};

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isascii(static_cast<unsigned char>(c));
  });
}

// What nearly every name is; the same result as the long way.
std::string FoldAscii(absl::string_view text) {
  std::string out;
  Brackets brackets;
  for (const char raw : text) {
    if (out.size() >= kMaxFoldedOutput) break;
    const auto c = static_cast<unsigned char>(brackets.Read(raw));
    if (c == '\0' && raw != '\0') continue;
    if (absl::ascii_isalnum(c)) {
      out.push_back(absl::ascii_toupper(c));
    } else if (c != '\'' && c != '.' && c != '`' && !out.empty() &&
               out.back() != ' ') {
      out.push_back(' ');
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace

std::string Fold(absl::string_view utf8) {
  const absl::string_view text = utf8.substr(0, kMaxFoldedInput);
  if (IsAscii(text)) return FoldAscii(text);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  Folder folder;
  Brackets brackets;
  for (std::int32_t i = 0; i < size && !folder.Full();) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    c = brackets.Read(c <= 0 ? ' ' : c);
    if (c != 0) folder.Take(c);
  }
  return folder.Finish();
}

}  // namespace kith::agent
