// SPDX-License-Identifier: Apache-2.0
//
// NormalisePostcode() and NormaliseHouse() of normalise.h.
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "agent/identity/fold.h"
#include "agent/identity/normalise.h"

namespace kith::agent {
namespace {

constexpr std::size_t kMaxLineBytes = 512;

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
  // No district is 01: the nought is a letter.
  if (out.size() == 3 && out[1] == '0') out[1] = 'O';
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
  if (digits == absl::string_view::npos) {
    return !word.empty() && word.size() <= 5;
  }
  return digits >= 1 && digits <= 5 && digits + 1 == word.size();
}

// What the number after it is a part of, not the building.
bool NamesAPart(absl::string_view word) {
  static constexpr absl::string_view kWords[] = {
      "FLAT",       "FLT",    "APT",   "APARTMENT", "UNIT",
      "ROOM",       "RM",     "SUITE", "FLOOR",     "LEVEL",
      "MAISONETTE", "STUDIO", "BOX",   "BEDSIT",    "BLOCK"};
  return std::find(std::begin(kWords), std::end(kWords), word) !=
         std::end(kWords);
}

// "3/1", "3-5" and "3–5" as far as their first number; other words whole.
absl::string_view FirstNumber(absl::string_view word) {
  const std::size_t end = word.find_first_not_of(
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
      "abcdefghijklmnopqrstuvwxyz");
  return word.empty() || !IsDigit(word[0]) ? word : word.substr(0, end);
}

// 012 is 12, and 0 is no number.
std::string WithoutZeros(std::string number) {
  number.erase(0, number.find_first_not_of('0'));
  return number.empty() || !IsDigit(number[0]) ? "" : number;
}

// Reads the words of an address line in order.
class HouseReader {
 public:
  void Take(absl::string_view word) {
    const std::string folded = Fold(FirstNumber(word));
    // "12 A" is 12A.
    if (just_found_ && folded.size() == 1 && IsLetter(folded[0]) &&
        IsDigit(building_.back())) {
      building_ += folded;
    }
    just_found_ = false;
    if (IsHouseNumber(folded)) Number(folded);
    before_ = folded;
  }

  // What stands before a comma says nothing about what follows.
  void EndSegment() {
    before_.clear();
    just_found_ = false;
  }

  std::string Finish() && {
    return building_.empty() ? std::move(part_) : std::move(building_);
  }

 private:
  void Number(const std::string& number) {
    const bool of_part = NamesAPart(before_);
    std::string& found = of_part ? part_ : building_;
    if (!found.empty()) return;
    if (before_ == "BOX") return;
    found = WithoutZeros(number);
    just_found_ = !of_part && !found.empty();
  }

  std::string before_;
  std::string building_;
  std::string part_;
  bool just_found_ = false;
};

Postcode Read(absl::string_view letters) {
  if (letters.size() < 5 || letters.size() > 7) return {};
  const std::size_t split = letters.size() - 3;
  std::string outward(letters.data(), split);
  std::string inward(letters.data() + split, 3);
  if (!RepairOutward(outward) || !RepairInward(inward)) return {};
  // Three slips in one postcode are another country's number.
  constexpr std::size_t kMostRepairs = 2;
  const std::string repaired = outward + inward;
  std::size_t repairs = 0;
  for (std::size_t i = 0; i < repaired.size(); ++i) {
    repairs += repaired[i] != letters[i];
  }
  if (repairs > kMostRepairs) return {};
  return {std::move(outward), std::move(inward)};
}

// Another country's number, "4011" or "00-950": its area is the first half.
Postcode ReadForeign(absl::string_view letters) {
  constexpr std::size_t kFewest = 4;
  constexpr std::size_t kMost = 6;
  constexpr std::size_t kAreaDigits = 2;
  if (letters.size() < kFewest || letters.size() > kMost) return {};
  if (!std::all_of(letters.begin(), letters.end(), IsDigit)) return {};
  // 0000 and 99999 stand for "none".
  if (letters.find_first_not_of(letters[0]) == absl::string_view::npos) {
    return {};
  }
  return {std::string(letters.substr(0, kAreaDigits)),
          std::string(letters.substr(kAreaDigits))};
}

}  // namespace

Postcode NormalisePostcode(absl::string_view text) {
  const std::string folded = Fold(text.substr(0, 64));
  const std::vector<absl::string_view> words =
      absl::StrSplit(folded, ' ', absl::SkipEmpty());
  Postcode postcode;
  // All of it; or the front of it, with a town or a note behind.
  for (std::size_t used : {words.size(), std::size_t{2}, std::size_t{1}}) {
    if (used > words.size() || !postcode.outward.empty()) continue;
    postcode = Read(absl::StrJoin(words.begin(), words.begin() + used, ""));
  }
  if (postcode.outward.empty()) {
    postcode = ReadForeign(absl::StrJoin(words, ""));
  }
  if (postcode.outward == "ZZ99" || postcode.outward == "XX99") return {};
  return postcode;
}

std::string NormaliseHouse(absl::string_view text) {
  HouseReader reader;
  for (const absl::string_view segment :
       absl::StrSplit(text.substr(0, kMaxLineBytes), absl::ByAnyChar(",;\n"))) {
    for (const absl::string_view word :
         absl::StrSplit(segment, absl::ByAnyChar(" \t\r"), absl::SkipEmpty())) {
      reader.Take(word);
    }
    reader.EndSegment();
  }
  return std::move(reader).Finish();
}

}  // namespace kith::agent
