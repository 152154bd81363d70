// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/tradition_mistakes.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "deploy/bench/families/spellings.h"

namespace kith::deploy {
namespace {

std::vector<std::string> Words(const std::string& name) {
  return absl::StrSplit(name, ' ', absl::SkipEmpty());
}

void Sikh(const FamilyMember& member, WrittenRow& row) {
  const std::string custom = member.female ? "Kaur" : "Singh";
  const bool alone = row.surname == custom;
  const bool in_front = absl::StartsWith(row.surname, custom + " ");
  if (alone || in_front) {
    absl::StrAppend(&row.forename, " ", custom);
    row.surname = member.other_surname;
  } else if (!row.surname.empty()) {
    row.surname = custom;
  }
}

bool IsMohammed(absl::string_view word) {
  return absl::StartsWith(word, "Moham") || absl::StartsWith(word, "Muham") ||
         word == "Md";
}

void Muslim(const FamilyMember& member, WrittenRow& row) {
  if (member.female) {
    // The second name of a woman is taken for her forename's.
    if (row.surname == "Begum" || row.surname == "Bibi") {
      absl::StrAppend(&row.forename, " ", row.surname);
      if (!member.other_surname.empty()) row.surname = member.other_surname;
    } else {
      row.surname = "Begum";
    }
    return;
  }
  std::vector<std::string> words = Words(row.forename);
  if (words.size() > 1 && IsMohammed(words.front())) {
    words.erase(words.begin());
  } else {
    words.insert(words.begin(), "Mohammed");
  }
  row.forename = absl::StrJoin(words, " ");
}

// The father's name, which stands before the grandfather's, for a surname.
void Somali(const FamilyMember& member, WrittenRow& row, Dice& dice) {
  if (member.name.middle.empty()) return;
  row.middle.clear();
  row.surname = dice.Chance(50)
                    ? member.name.middle
                    : absl::StrCat(member.name.middle, " ", row.surname);
}

void Arabic(WrittenRow& row, Dice& dice) {
  absl::string_view rest = row.surname;
  const bool had = absl::ConsumePrefix(&rest, "Al-") ||
                   absl::ConsumePrefix(&rest, "El-") ||
                   absl::ConsumePrefix(&rest, "Bin ");
  const std::string bare(rest.data(), rest.size());
  if (!had) {
    row.surname = absl::StrCat("Al-", bare);
    return;
  }
  switch (dice.Below(3)) {
    case 0:
      row.surname = bare;
      return;
    case 1:
      row.surname = absl::StrCat("Al", absl::AsciiStrToLower(bare));
      return;
    default:
      row.surname = absl::StrCat("Al ", bare);
  }
}

void OAndMac(WrittenRow& row, Dice& dice) {
  absl::string_view rest = row.surname;
  const bool is_o = absl::ConsumePrefix(&rest, "O'");
  const bool is_mac = !is_o && (absl::ConsumePrefix(&rest, "Mac") ||
                                absl::ConsumePrefix(&rest, "Mc"));
  if (rest.empty() || (!is_o && !is_mac)) return;
  const std::size_t thrown = dice.Below(3);
  if (is_o) {
    static constexpr absl::string_view kForms[] = {"O", "O ", ""};
    row.surname = absl::StrCat(kForms[thrown], rest);
  } else {
    static constexpr absl::string_view kForms[] = {"Mc ", "Mac ", "Mac"};
    row.surname = absl::StrCat(kForms[thrown], rest);
  }
}

// Kowalski for a woman, Kowalska for a man.
void OtherEnding(const FamilyMember& member, WrittenRow& row) {
  row.surname = InflectedSurname(member.tradition, row.surname, !member.female);
}

void Cyrillic(WrittenRow& row) {
  row.forename = InCyrillic(row.forename);
  row.middle = InCyrillic(row.middle);
  row.surname = InCyrillic(row.surname);
}

void Welsh(const FamilyMember& member, WrittenRow& row) {
  for (const absl::string_view particle : {"ap ", "ab ", "ferch "}) {
    absl::string_view rest = row.surname;
    if (!absl::ConsumePrefix(&rest, particle)) continue;
    row.surname = std::string(rest.data(), rest.size());
    return;
  }
  if (member.fathers_forename.empty()) return;
  row.surname =
      absl::StrCat(member.female ? "ferch " : "ap ", member.fathers_forename);
}

void TwoSurnamesTurned(WrittenRow& row) {
  const std::vector<std::string> words = Words(row.surname);
  if (words.size() == 2) row.surname = absl::StrCat(words[1], " ", words[0]);
}

// "Mei Ling" becomes "Meiling"; a single name stays.
void Glued(WrittenRow& row) {
  const std::vector<std::string> words = Words(row.forename);
  if (words.size() != 2) return;
  row.forename = absl::StrCat(words[0], absl::AsciiStrToLower(words[1]));
}

}  // namespace

void TraditionMistake(const FamilyMember& member, WrittenRow& row, Dice& dice) {
  switch (member.tradition) {
    case Tradition::kSikh:
      return Sikh(member, row);
    case Tradition::kPakistani:
    case Tradition::kBangladeshi:
      return Muslim(member, row);
    case Tradition::kSomali:
      return Somali(member, row, dice);
    case Tradition::kArabic:
      return Arabic(row, dice);
    case Tradition::kIrish:
    case Tradition::kScottish:
      return OAndMac(row, dice);
    case Tradition::kPolish:
    case Tradition::kGreek:
      return OtherEnding(member, row);
    case Tradition::kUkrainian:
      return Cyrillic(row);
    case Tradition::kWelsh:
      // Seldom: a patronymic for a surname is a custom of few.
      if (dice.Chance(10)) Welsh(member, row);
      return;
    case Tradition::kIberian:
      return TwoSurnamesTurned(row);
    case Tradition::kChinese:
      return Glued(row);
    case Tradition::kBritish:
    case Tradition::kRomanian:
    case Tradition::kHindu:
    case Tradition::kWestAfrican:
    case Tradition::kCaribbean:
      return;
  }
}

}  // namespace kith::deploy
