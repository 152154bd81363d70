// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/typing_slips.h"

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace kith::deploy {
namespace {

constexpr absl::string_view kNeighbours[] = {
    "qwsz",   "vghn", "xdfv",   "serfcx", "wsdr",   "drtgvc", "ftyhbv",
    "gyujnb", "ujko", "huikmn", "jiolm",  "kop",    "njk",    "bhjm",
    "iklp",   "ol",   "wa",     "edft",   "awedxz", "rfgy",   "yhji",
    "cfgb",   "qase", "zsdc",   "tghu",   "asx"};

// The letters of a UTF-8 text.
std::vector<std::string> Letters(const std::string& text) {
  std::vector<std::string> letters;
  for (const char c : text) {
    const bool follows = (static_cast<unsigned char>(c) & 0xc0) == 0x80;
    if (follows && !letters.empty()) {
      letters.back().push_back(c);
    } else {
      letters.emplace_back(1, c);
    }
  }
  return letters;
}

std::string Neighbour(const std::string& letter, Dice& dice) {
  const char lower =
      absl::ascii_tolower(static_cast<unsigned char>(letter.front()));
  if (lower < 'a' || lower > 'z') return "e";
  const absl::string_view near = kNeighbours[lower - 'a'];
  const char other = near[dice.Below(near.size())];
  const bool upper =
      absl::ascii_isupper(static_cast<unsigned char>(letter.front()));
  return std::string(
      1,
      upper ? absl::ascii_toupper(static_cast<unsigned char>(other)) : other);
}

std::string OnceSlipped(std::vector<std::string> letters, Dice& dice) {
  const bool first = dice.Chance(6);
  const std::size_t at = first ? 0 : 1 + dice.Below(letters.size() - 1);
  const auto place = letters.begin() + static_cast<std::ptrdiff_t>(at);
  switch (dice.Below(4)) {
    case 0:
      letters[at] = Neighbour(letters[at], dice);
      break;
    case 1:
      letters.erase(place);
      break;
    case 2:
      letters.insert(place, letters[at]);
      break;
    default:
      std::swap(letters[at],
                letters[at + 1 < letters.size() ? at + 1 : at - 1]);
  }
  return absl::StrJoin(letters, "");
}

}  // namespace

std::string WithSlip(const std::string& text, Dice& dice) {
  const std::vector<std::string> letters = Letters(text);
  if (letters.size() < 2) return text;
  std::string slipped = text;
  // Two equal letters swapped are no slip.
  for (int i = 0; i < 20 && slipped == text; ++i) {
    slipped = OnceSlipped(letters, dice);
  }
  return slipped;
}

std::string WithPostcodeSlip(const std::string& postcode, Dice& dice) {
  constexpr absl::string_view kLetters = "ABDEFGHJLNPQRSTUWXYZ";
  std::string slipped = postcode;
  while (slipped == postcode) {
    const std::size_t at = dice.Below(slipped.size());
    char& c = slipped[at];
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      c = static_cast<char>('1' + dice.Below(9));
    } else if (c != ' ') {
      c = kLetters[dice.Below(kLetters.size())];
    }
  }
  return slipped;
}

absl::CivilDay WithDigitSlip(absl::CivilDay date, absl::CivilDay today,
                             Dice& dice) {
  for (int i = 0; i < 200; ++i) {
    std::string text =
        absl::StrFormat("%04d%02d%02d", date.year(), date.month(), date.day());
    // Not the century.
    const std::size_t at = 2 + dice.Below(6);
    text[at] = static_cast<char>('0' + dice.Below(10));
    const int year = std::stoi(text.substr(0, 4));
    const int month = std::stoi(text.substr(4, 2));
    const int day = std::stoi(text.substr(6, 2));
    const absl::CivilDay slipped(year, month, day);
    const bool real = slipped.month() == month && slipped.day() == day;
    const bool new_year = month == 1 && day == 1;
    if (real && !new_year && slipped != date && slipped <= today) {
      return slipped;
    }
  }
  return date;
}

}  // namespace kith::deploy
