// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/mistakes.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "deploy/bench/families/spellings.h"
#include "deploy/bench/families/tradition_mistakes.h"
#include "deploy/bench/families/typing_slips.h"

namespace kith::deploy {
namespace {

// Of two mistakes about the same thing only one is made.
enum class About { kForename, kSurname, kBothNames, kDate, kAddress, kSex };

struct Kind {
  Mistake mistake;
  absl::string_view name;
  About about;
  std::size_t weight;  // Against the others, where it can happen.
};

constexpr Kind kKinds[] = {
    {Mistake::kBabyName, "baby-name", About::kForename, 120},
    {Mistake::kNewYear, "01-01", About::kDate, 4},
    {Mistake::kDobDigit, "dob-digit", About::kDate, 8},
    {Mistake::kDayMonthSwap, "day-month-swap", About::kDate, 10},
    {Mistake::kDobMissing, "dob-missing", About::kDate, 4},
    {Mistake::kDoubleBarrel, "double-barrel", About::kSurname, 8},
    {Mistake::kInitialOnly, "initial-only", About::kForename, 4},
    {Mistake::kMiddleNameUsed, "middle-name-used", About::kForename, 16},
    {Mistake::kMoved, "moved", About::kAddress, 20},
    {Mistake::kNameOrder, "name-order", About::kBothNames, 6},
    {Mistake::kNickname, "nickname", About::kForename, 26},
    {Mistake::kPostcodeMissing, "postcode-missing", About::kAddress, 8},
    {Mistake::kPostcodeTypo, "postcode-typo", About::kAddress, 8},
    {Mistake::kSexWrong, "sex-wrong", About::kSex, 6},
    {Mistake::kSpellingVariant, "spelling-variant", About::kBothNames, 44},
    {Mistake::kSurnameChanged, "surname-changed", About::kSurname, 5},
    {Mistake::kTradition, "tradition", About::kBothNames, 64},
    {Mistake::kForenameTypo, "forename-typo", About::kForename, 8},
    {Mistake::kSurnameTypo, "surname-typo", About::kSurname, 8}};

constexpr int kBabyDays = 150;
constexpr int kPreviousSurnameTold = 35;   // Percent.
constexpr int kPreviousPostcodeTold = 25;  // Percent.

const Kind& KindOf(Mistake mistake) {
  return kKinds[static_cast<std::size_t>(mistake)];
}

void BabyName(const FamilyMember& member, WrittenRow& row, Dice& dice) {
  static constexpr absl::string_view kNames[] = {"Baby", "Baby", "Infant",
                                                 "Unnamed"};
  if (member.born < FamiliesToday() - kBabyDays) return;
  row.middle.clear();
  const absl::string_view any = dice.Pick(kNames);
  row.forename.assign(any.data(), any.size());
  if (dice.Chance(40)) row.forename = member.female ? "Baby Girl" : "Baby Boy";
  if (member.twin != 0 && dice.Chance(70)) {
    row.forename = member.number < member.twin ? "Twin 1" : "Twin 2";
  }
}

void NewYear(WrittenRow& row) {
  row.born = absl::CivilDay(row.born->year(), 1, 1);
}

void DayMonthSwap(WrittenRow& row) {
  if (row.born->day() > 12) return;
  const absl::CivilDay swapped(row.born->year(), row.born->day(),
                               row.born->month());
  if (swapped <= FamiliesToday()) row.born = swapped;
}

std::string AnySurname(const FamilyMember& member, Dice& dice) {
  const std::string& other = member.other_surname;
  if (!other.empty() && other != member.name.surname) return other;
  return InflectedSurname(member.tradition, PickSurname(member.tradition, dice),
                          member.female);
}

void DoubleBarrel(const FamilyMember& member, WrittenRow& row, Dice& dice) {
  const char mark = absl::StrContains(row.surname, '-') ? '-' : ' ';
  const std::vector<std::string> parts = absl::StrSplit(row.surname, mark);
  if (parts.size() == 2) {
    row.surname = parts[dice.Below(2)];
    return;
  }
  const std::string other = AnySurname(member, dice);
  if (absl::StrContains(other, ' ') || absl::StrContains(other, '-')) return;
  row.surname = dice.Chance(50) ? absl::StrCat(row.surname, "-", other)
                                : absl::StrCat(other, " ", row.surname);
}

void InitialOnly(WrittenRow& row) {
  const bool ascii = static_cast<unsigned char>(row.forename[0]) < 0x80;
  if (!ascii || row.forename.size() < 2) return;
  row.forename.resize(1);
  row.middle.clear();
}

void MiddleNameUsed(const FamilyMember& member, WrittenRow& row) {
  const std::string& middle = member.name.middle;
  if (middle.empty() || middle == "Singh" || middle == "Kaur") return;
  row.forename = middle;
  row.middle.clear();
}

void Moved(const FamilyMember& member, WrittenRow& row, Dice& dice) {
  row.postcode = member.next_home.postcode;
  row.line = member.next_home.line;
  if (dice.Chance(kPreviousPostcodeTold)) {
    row.previous_postcode = member.home.postcode;
  }
}

void Nickname(WrittenRow& row, Dice& dice) {
  std::vector<std::string> words = absl::StrSplit(row.forename, ' ');
  const std::string nickname = NicknameOf(words.back(), dice);
  if (!nickname.empty()) words.back() = nickname;
  row.forename = absl::StrJoin(words, " ");
}

// Every word that has another spelling, or one of them.
std::string Respelt(const std::string& name, Dice& dice) {
  std::vector<std::string> words = absl::StrSplit(name, ' ');
  for (std::string& word : words) {
    const std::string other = SpellingOf(word, dice);
    if (!other.empty()) word = other;
  }
  return absl::StrJoin(words, " ");
}

void SpellingVariant(WrittenRow& row, Dice& dice) {
  row.forename = Respelt(row.forename, dice);
  if (dice.Chance(60)) row.surname = Respelt(row.surname, dice);
}

void SurnameChanged(const FamilyMember& member, WrittenRow& row, Dice& dice) {
  const std::string now = AnySurname(member, dice);
  if (now == row.surname) return;
  row.previous_surname =
      dice.Chance(kPreviousSurnameTold) ? row.surname : std::string();
  row.surname = now;
}

void Change(Mistake mistake, const FamilyMember& member, WrittenRow& row,
            Dice& dice) {
  switch (mistake) {
    case Mistake::kBabyName:
      return BabyName(member, row, dice);
    case Mistake::kNewYear:
      return NewYear(row);
    case Mistake::kDobDigit:
      row.born = WithDigitSlip(*row.born, FamiliesToday(), dice);
      return;
    case Mistake::kDayMonthSwap:
      return DayMonthSwap(row);
    case Mistake::kDobMissing:
      return row.born.reset();
    case Mistake::kDoubleBarrel:
      return DoubleBarrel(member, row, dice);
    case Mistake::kInitialOnly:
      return InitialOnly(row);
    case Mistake::kMiddleNameUsed:
      return MiddleNameUsed(member, row);
    case Mistake::kMoved:
      return Moved(member, row, dice);
    case Mistake::kNameOrder:
      row.middle.clear();
      return std::swap(row.forename, row.surname);
    case Mistake::kNickname:
      return Nickname(row, dice);
    case Mistake::kPostcodeMissing:
      return row.postcode.clear();
    case Mistake::kPostcodeTypo:
      row.postcode = WithPostcodeSlip(row.postcode, dice);
      return;
    case Mistake::kSexWrong:
      row.female = !row.female;
      return;
    case Mistake::kSpellingVariant:
      return SpellingVariant(row, dice);
    case Mistake::kSurnameChanged:
      return SurnameChanged(member, row, dice);
    case Mistake::kTradition:
      return TraditionMistake(member, row, dice);
    case Mistake::kForenameTypo:
      row.forename = WithSlip(row.forename, dice);
      return;
    case Mistake::kSurnameTypo:
      row.surname = WithSlip(row.surname, dice);
      return;
  }
}

std::size_t HowMany(Dice& dice) {
  const std::size_t thrown = dice.Below(100);
  if (thrown < 35) return 0;
  if (thrown < 75) return 1;
  return thrown < 92 ? 2 : 3;
}

const Kind& PickKind(Dice& dice) {
  std::size_t sum = 0;
  for (const Kind& kind : kKinds) sum += kind.weight;
  std::size_t thrown = dice.Below(sum);
  const Kind* at = kKinds;
  while (thrown >= at->weight) thrown -= (at++)->weight;
  return *at;
}

}  // namespace

absl::Span<const Mistake> AllMistakes() {
  static const auto* all = [] {
    auto* made = new std::vector<Mistake>();
    for (const Kind& kind : kKinds) made->push_back(kind.mistake);
    return made;
  }();
  return *all;
}

absl::string_view NameOf(Mistake mistake) { return KindOf(mistake).name; }

bool Make(Mistake mistake, const FamilyMember& member, WrittenRow& row,
          Dice& dice) {
  WrittenRow changed = row;
  Change(mistake, member, changed, dice);
  if (changed == row) return false;
  row = std::move(changed);
  return true;
}

std::vector<Mistake> MakeMistakes(const FamilyMember& member, WrittenRow& row,
                                  Dice& dice) {
  const std::size_t wanted = HowMany(dice);
  std::set<Mistake> made;
  std::set<About> about;
  // Some mistakes cannot happen to some people: another throw, then.
  for (int i = 0; i < 60 && made.size() < wanted; ++i) {
    const Kind& kind = PickKind(dice);
    if (about.count(kind.about) > 0) continue;
    // Names change places last, or another slip would be in the wrong one.
    const bool later = kind.mistake == Mistake::kNameOrder;
    if (!later && !Make(kind.mistake, member, row, dice)) continue;
    made.insert(kind.mistake);
    about.insert(kind.about);
  }
  if (made.count(Mistake::kNameOrder) > 0) {
    Make(Mistake::kNameOrder, member, row, dice);
  }
  return {made.begin(), made.end()};
}

}  // namespace kith::deploy
