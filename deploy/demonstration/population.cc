// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/population.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "agent/identity/upn.h"
#include "deploy/demonstration/name_pool.h"

namespace kith::deploy {
namespace {

constexpr int kDaysAYear = 365;

std::string Copy(absl::string_view text) {
  return std::string(text.data(), text.size());
}

std::string NewPostcode(Dice& dice) {
  constexpr absl::string_view kLetters = "ABDEFGHJLNPQRSTUWXYZ";
  const auto letter = [&] { return kLetters[dice.Below(kLetters.size())]; };
  const std::size_t district = 1 + dice.Below(9);
  const std::size_t sector = 1 + dice.Below(9);
  return absl::StrFormat("NX%d %d%c%c", district, sector, letter(), letter());
}

// 07700 900xxx and 01632 960xxx are numbers that no one will ever answer.
std::string NewPhone(Dice& dice) {
  return absl::StrFormat("07700 900%03d", dice.Below(1000));
}

// Makes people with numbers of their own. Not thread-safe.
class Maker {
 public:
  Maker(absl::CivilDay today, Dice& dice) : today_(today), dice_(dice) {}

  Family NewFamily() {
    Family family;
    const std::string surname = Copy(dice_.Pick(Surnames()));
    Person home = AtNewAddress();
    family.adults.push_back(NewAdult(home, surname, true));
    family.adults.back().former_surname = FormerName(surname);
    if (dice_.Chance(62)) {
      const bool own_name = dice_.Chance(25);
      const std::string other = Copy(dice_.Pick(Surnames()));
      family.adults.push_back(
          NewAdult(home, own_name ? other : surname, false));
    } else if (dice_.Chance(45)) {
      const std::string other = Copy(dice_.Pick(Surnames()));
      family.other_parent = NewAdult(AtNewAddress(), other, false);
    }
    AddChildren(home, ChildrensName(family), family);
    return family;
  }

 private:
  Person AtNewAddress() {
    Person person;
    person.house = absl::StrCat(1 + dice_.Below(140));
    if (dice_.Chance(6)) person.house += "A";
    person.street = Copy(dice_.Pick(Streets()));
    person.postcode = NewPostcode(dice_);
    person.phone = NewPhone(dice_);
    return person;
  }

  Person NewAdult(const Person& home, const std::string& surname, bool female) {
    Person adult = home;
    adult.female = female;
    adult.forename = Copy(dice_.Pick(female ? GirlsNames() : BoysNames()));
    adult.surname = surname;
    adult.phone = NewPhone(dice_);
    const auto years = static_cast<int>(22 + dice_.Below(26));
    adult.born =
        today_ - years * kDaysAYear - static_cast<int>(dice_.Below(365));
    adult.nhs = TestNhsNumber(next_number_++);
    return adult;
  }

  std::string FormerName(const std::string& surname) {
    if (!dice_.Chance(22)) return "";
    const std::string former = Copy(dice_.Pick(Surnames()));
    return former == surname ? "" : former;
  }

  std::string ChildrensName(const Family& family) {
    const std::string& mothers = family.adults.front().surname;
    const Person* father = family.adults.size() > 1 ? &family.adults[1]
                           : family.other_parent    ? &*family.other_parent
                                                    : nullptr;
    if (father == nullptr || father->surname == mothers) return mothers;
    if (dice_.Chance(40)) return absl::StrCat(mothers, "-", father->surname);
    return dice_.Chance(50) ? father->surname : mothers;
  }

  void AddChildren(const Person& home, const std::string& surname,
                   Family& family) {
    const std::size_t count = 1 + dice_.Below(3) + (dice_.Chance(15) ? 1 : 0);
    auto days = static_cast<int>(dice_.Below(9 * kDaysAYear));
    while (family.children.size() < count) {
      const bool twins = dice_.Chance(4);
      family.children.push_back(NewChild(home, surname, days, family));
      if (twins)
        family.children.push_back(NewChild(home, surname, days, family));
      days += 400 + static_cast<int>(dice_.Below(1100));
    }
  }

  Person NewChild(const Person& home, const std::string& surname, int days,
                  const Family& family) {
    Person child = home;
    child.female = dice_.Chance(50);
    do {
      child.forename =
          Copy(dice_.Pick(child.female ? GirlsNames() : BoysNames()));
    } while (HasName(family, child.forename));
    child.surname = surname;
    child.born = today_ - days;
    child.nhs = TestNhsNumber(next_number_++);
    const std::string rest =
        absl::StrFormat("%012d", 820200000000 + next_number_ * 7919);
    child.upn = agent::UpnCheckLetter(rest) + rest;
    return child;
  }

  static bool HasName(const Family& family, const std::string& forename) {
    const auto& children = family.children;
    return std::any_of(
        children.begin(), children.end(),
        [&](const Person& child) { return child.forename == forename; });
  }

  const absl::CivilDay today_;
  Dice& dice_;
  std::size_t next_number_ = 1000;  // Below it are the people of the story.
};

// One letter dropped, doubled or swapped with its neighbour; never the first,
// and never a part of a letter that takes two bytes.
std::string Misspelt(const std::string& name, Dice& dice) {
  const bool ascii = std::all_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  });
  if (!ascii || name.size() < 5) return name;
  const std::size_t at = 1 + dice.Below(name.size() - 2);
  std::string out = name;
  switch (dice.Below(3)) {
    case 0:
      return out.erase(at, 1);
    case 1:
      return out.insert(at, 1, out[at]);
    default:
      std::swap(out[at], out[at + 1]);
      return out;
  }
}

absl::CivilDay DayAndMonthSwapped(absl::CivilDay day) {
  return day.day() <= 12 ? absl::CivilDay(day.year(), day.day(), day.month())
                         : day;
}

}  // namespace

std::vector<Family> MakeFamilies(std::size_t count, absl::CivilDay today,
                                 Dice& dice) {
  Maker maker(today, dice);
  std::vector<Family> families;
  families.reserve(count);
  while (families.size() < count) families.push_back(maker.NewFamily());
  return families;
}

std::string TestNhsNumber(std::size_t n) {
  // Each `n` has eight bodies of its own (the factor is coprime to the modulus,
  // so none is visited twice): one in eleven has no check digit.
  constexpr std::size_t kEach = 8;
  for (std::size_t k = n * kEach;; ++k) {
    const std::size_t body = (k * 482711) % 1000000;
    const std::string nine = absl::StrFormat("999%06d", body);
    int sum = 0;
    for (int i = 0; i < 9; ++i) sum += (10 - i) * (nine[i] - '0');
    const int check = (11 - sum % 11) % 11;
    if (check < 10) return absl::StrCat(nine, check);
  }
}

Person AsWrittenDown(const Person& person, Dice& dice) {
  Person written = person;
  if (dice.Chance(3)) written.forename = Misspelt(written.forename, dice);
  if (dice.Chance(3)) written.surname = Misspelt(written.surname, dice);
  if (dice.Chance(3) && !written.former_surname.empty()) {
    std::swap(written.surname, written.former_surname);
  }
  if (dice.Chance(2)) written.born = DayAndMonthSwapped(*written.born);
  if (dice.Chance(2)) written.born = absl::CivilDay(1900, 1, 1);
  if (dice.Chance(2)) written.born = absl::CivilDay(written.born->year(), 1, 1);
  if (dice.Chance(2)) written.born.reset();
  if (dice.Chance(35)) written.nhs.clear();
  if (dice.Chance(4) && !written.nhs.empty()) {
    std::swap(written.nhs[4], written.nhs[6]);  // Most fail the check digit.
  }
  if (dice.Chance(8)) written.phone.clear();
  if (dice.Chance(5)) written.postcode.clear();
  return written;
}

}  // namespace kith::deploy
