// SPDX-License-Identifier: Apache-2.0
//
// NormalisePostcode() and NormaliseHouse() of normalise.h.
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "agent/identity/fold.h"
#include "agent/identity/normalise.h"

namespace kith::agent {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return c >= 'A' && c <= 'Z'; }

char AsDigit(char c) {
  if (c == 'O') return '0';
  if (c == 'I') return '1';
  return c == 'S' ? '5' : c;
}

char AsLetter(char c) {
  if (c == '0') return 'O';
  if (c == '1') return 'I';
  return c == '5' ? 'S' : c;
}

// A9, A99, A9A, AA9, AA99, AA9A. Repairs only what its place makes certain.
bool RepairOutward(std::string& out) {
  if (out.size() < 2 || out.size() > 4) return false;
  out[0] = AsLetter(out[0]);
  if (!IsLetter(out[0])) return false;
  const bool two_letters = out.size() == 4 || IsLetter(out[1]);
  const std::size_t digit_at = two_letters && out.size() > 2 ? 2 : 1;
  if (digit_at == 2) out[1] = AsLetter(out[1]);
  out[digit_at] = AsDigit(out[digit_at]);
  if (!IsDigit(out[digit_at])) return false;
  return digit_at == 1 || IsLetter(out[1]);
}

bool RepairInward(std::string& in) {
  in[0] = AsDigit(in[0]);
  in[1] = AsLetter(in[1]);
  in[2] = AsLetter(in[2]);
  return IsDigit(in[0]) && IsLetter(in[1]) && IsLetter(in[2]);
}

// "12", "12A": up to five digits and at most one letter.
bool IsHouseNumber(absl::string_view word) {
  const std::size_t digits = word.find_first_not_of("0123456789");
  if (digits == absl::string_view::npos) return word.size() <= 5;
  return digits >= 1 && digits <= 5 && digits + 1 == word.size();
}

bool NamesAFlat(absl::string_view word) {
  return word == "FLAT" || word == "APT" || word == "APARTMENT" ||
         word == "UNIT" || word == "ROOM" || word == "STUDIO";
}

}  // namespace

Postcode NormalisePostcode(absl::string_view text) {
  std::string letters;
  for (const char c : Fold(text.substr(0, 64))) {
    if (c != ' ') letters.push_back(c);
  }
  if (letters.size() < 5 || letters.size() > 7) return {};
  Postcode postcode{letters.substr(0, letters.size() - 3),
                    letters.substr(letters.size() - 3)};
  if (!RepairOutward(postcode.outward) || !RepairInward(postcode.inward)) {
    return {};
  }
  if (postcode.outward == "ZZ99" || postcode.outward == "XX99") return {};
  return postcode;
}

std::string NormaliseHouse(absl::string_view text) {
  const std::string folded = Fold(text);
  absl::string_view before;
  std::string flat;
  for (const absl::string_view word :
       absl::StrSplit(folded, ' ', absl::SkipEmpty())) {
    if (IsHouseNumber(word)) {
      if (!NamesAFlat(before)) return std::string(word.data(), word.size());
      if (flat.empty()) flat.assign(word.data(), word.size());
    }
    before = word;
  }
  return flat;
}

}  // namespace kith::agent
