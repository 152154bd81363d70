// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/canary_people.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"

namespace kith::agent {
namespace {

constexpr const char* kForenames[] = {
    "Aisha",  "Albert",   "Amelia", "Arthur", "Beatrix",  "Caleb",
    "Clara",  "Daisy",    "Dorian", "Edith",  "Elias",    "Esme",
    "Felix",  "Florence", "Gareth", "Hannah", "Idris",    "Imogen",
    "Jasper", "Kamila",   "Leon",   "Lowri",  "Malik",    "Marta",
    "Nadia",  "Oscar",    "Petra",  "Rafael", "Rhiannon", "Samira",
    "Silas",  "Tamsin",   "Theo",   "Una",    "Viktor",   "Zofia"};
constexpr const char* kSurnames[] = {
    "Ashdown", "Barlow",  "Calder",  "Denby",   "Eastwood", "Farrow",
    "Garside", "Hallam",  "Ingham",  "Jessop",  "Kershaw",  "Lockwood",
    "Marsden", "Norbury", "Oldroyd", "Penrose", "Quayle",   "Ramsden",
    "Selwyn",  "Thorley", "Upton",   "Varley",  "Whitlock", "Yardley"};
constexpr int kMostInFamily = 4;
// A parent is this old at the birth of the eldest, and more by up to kSpread.
constexpr int kYoungestParent = 22;
constexpr int kSpread = 16;
constexpr int kOldestChild = 15;
constexpr int kDaysInYear = 365;
constexpr int kOneInHyphen = 8;

template <typename Words>
std::string OneOf(const Words& words, Random& random) {
  return words[random.Below(std::size(words))];
}

int Below(int limit, Random& random) {
  return static_cast<int>(random.Below(static_cast<std::uint64_t>(limit)));
}

}  // namespace

std::vector<desk::v1::Person> InventFamily(int most, absl::CivilDay today,
                                           Random& random) {
  std::string surname = OneOf(kSurnames, random);
  if (Below(kOneInHyphen, random) == 0) {
    absl::StrAppend(&surname, "-", OneOf(kSurnames, random));
  }
  const int size = std::min(most, 2 + Below(kMostInFamily - 1, random));
  const int parent = kDaysInYear * (kYoungestParent + kOldestChild) +
                     Below(kDaysInYear * kSpread, random);
  std::vector<desk::v1::Person> family;
  for (int i = 0; i < size; ++i) {
    // The first is the parent; a lone one is a child, whom lists are about.
    const int days = i == 0 && size > 1
                         ? parent
                         : 30 + Below(kDaysInYear * kOldestChild, random);
    desk::v1::Person& person = family.emplace_back();
    // No family calls two alike, and two alike may hide each other's keys.
    do {
      person.set_forename(OneOf(kForenames, random));
    } while (std::any_of(family.begin(), family.end() - 1,
                         [&](const desk::v1::Person& other) {
                           return other.forename() == person.forename();
                         }));
    person.set_surname(surname);
    // By the first of January, which stands for an unknown day, nobody is
    // found.
    absl::CivilDay born = today - days;
    if (born.month() == 1 && born.day() == 1) ++born;
    person.set_date_of_birth(absl::FormatCivilTime(born));
  }
  return family;
}

}  // namespace kith::agent
