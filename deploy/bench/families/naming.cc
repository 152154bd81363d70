// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/naming.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace kith::deploy {
namespace {

std::string Copy(absl::string_view text) {
  return std::string(text.data(), text.size());
}

std::string Pick(absl::Span<const absl::string_view> from, Dice& dice) {
  return Copy(dice.Pick(from));
}

// Borne by custom, not by descent.
std::string WomansSecondName(Dice& dice) {
  static constexpr absl::string_view kNames[] = {
      "Begum",  "Begum",  "Bibi",   "Bibi",    "Khatun",
      "Akhtar", "Kausar", "Khanum", "Sultana", "Bano"};
  return Pick(kNames, dice);
}

std::string MohammedAnd(const std::string& forename, Dice& dice) {
  static constexpr absl::string_view kSpellings[] = {
      "Mohammed", "Mohammed", "Muhammad", "Mohammad", "Mohamed", "Md"};
  return absl::StrCat(Pick(kSpellings, dice), " ", forename);
}

int MiddleNamePercent(Tradition tradition) {
  switch (tradition) {
    case Tradition::kBritish:
    case Tradition::kScottish:
    case Tradition::kWelsh:
    case Tradition::kIrish:
    case Tradition::kCaribbean:
      return 70;
    case Tradition::kWestAfrican:
      return 80;
    case Tradition::kPolish:
    case Tradition::kRomanian:
    case Tradition::kIberian:
      return 35;
    default:
      return 8;
  }
}

std::string MiddleName(const FamilyName& family, bool female, Dice& dice) {
  if (!dice.Chance(MiddleNamePercent(family.tradition))) return "";
  return PickForename(family.tradition, female, dice);
}

std::string SikhSurname(const FamilyName& family, bool female) {
  const std::string custom = female ? "Kaur" : "Singh";
  if (family.style == 0) return custom;
  return family.style == 1 ? absl::StrCat(custom, " ", family.root)
                           : family.root;
}

// Style 0: one name for the family; else each their own second name.
std::string MuslimSurname(const FamilyName& family, bool female, Dice& dice) {
  if (family.style == 0) return family.root;
  if (female) return WomansSecondName(dice);
  return dice.Chance(60) ? family.root : PickSurname(family.tradition, dice);
}

std::string Before(const std::string& surname, char mark, bool first) {
  const std::vector<std::string> parts = absl::StrSplit(surname, mark);
  return first ? parts.front() : parts.back();
}

// Spanish: the father's first, then the mother's first. Portuguese: the
// mother's last, then the father's last.
std::string IberianSurname(const FamilyName& family, const FullName& mother,
                           const FullName* father) {
  if (father == nullptr) return mother.surname;
  const bool spanish = family.style == 0;
  const std::string hers = Before(mother.surname, ' ', spanish);
  const std::string his = Before(father->surname, ' ', spanish);
  return spanish ? absl::StrCat(his, " ", hers) : absl::StrCat(hers, " ", his);
}

std::string WelshPatronymic(const FullName& father, bool female) {
  return absl::StrCat(female ? "ferch " : "ap ", father.forename);
}

void GiveSurname(const FamilyName& family, bool female, FullName& name,
                 Dice& dice) {
  switch (family.tradition) {
    case Tradition::kSikh:
      name.surname = SikhSurname(family, female);
      if (family.style == 2) name.middle = female ? "Kaur" : "Singh";
      return;
    case Tradition::kPakistani:
    case Tradition::kBangladeshi:
      name.surname = MuslimSurname(family, female, dice);
      if (!female && dice.Chance(35)) {
        name.forename = MohammedAnd(name.forename, dice);
      }
      return;
    default:
      name.surname = InflectedSurname(family.tradition, family.root, female);
  }
}

void GiveChinesePair(FullName& name, bool female, Dice& dice) {
  // An English name in front of the given one.
  if (!dice.Chance(35)) return;
  name.middle = name.forename;
  name.forename = PickForename(Tradition::kBritish, female, dice);
}

}  // namespace

bool WivesTakeTheName(Tradition tradition) {
  switch (tradition) {
    case Tradition::kSomali:
    case Tradition::kArabic:
    case Tradition::kIberian:
    case Tradition::kChinese:
    case Tradition::kPakistani:
    case Tradition::kBangladeshi:
      return false;
    default:
      return true;
  }
}

std::string InflectedSurname(Tradition tradition, const std::string& surname,
                             bool female) {
  const auto ending = [&](absl::string_view his, absl::string_view hers) {
    const absl::string_view from = female ? his : hers;
    const absl::string_view to = female ? hers : his;
    if (!absl::EndsWith(surname, from)) return std::string();
    return absl::StrCat(surname.substr(0, surname.size() - from.size()), to);
  };
  std::string other;
  if (tradition == Tradition::kPolish) {
    other = ending("ski", "ska");
    if (other.empty()) other = ending("cki", "cka");
  } else if (tradition == Tradition::kUkrainian) {
    other = ending("skyi", "ska");
  } else if (tradition == Tradition::kGreek) {
    other = ending("opoulos", "opoulou");
    if (other.empty()) other = ending("ides", "idou");
  }
  return other.empty() ? surname : other;
}

FamilyName NewFamilyName(Tradition tradition, Dice& dice) {
  FamilyName family{tradition, PickSurname(tradition, dice), 0};
  if (tradition == Tradition::kIberian) {
    absl::StrAppend(&family.root, " ", PickSurname(tradition, dice));
  }
  family.style = static_cast<int>(dice.Below(3));
  return family;
}

FullName NameAdult(const FamilyName& family, bool female, Dice& dice) {
  FullName name{PickForename(family.tradition, female, dice),
                MiddleName(family, female, dice), ""};
  if (family.tradition == Tradition::kSomali) {
    name.middle = PickForename(family.tradition, false, dice);
    name.surname = PickSurname(family.tradition, dice);
    return name;
  }
  if (family.tradition == Tradition::kChinese) {
    GiveChinesePair(name, female, dice);
  }
  GiveSurname(family, female, name, dice);
  return name;
}

FullName NameChild(const FamilyName& family, const FullName& mother,
                   const FullName* father, bool female, Dice& dice) {
  FullName name{PickForename(family.tradition, female, dice),
                MiddleName(family, female, dice), ""};
  switch (family.tradition) {
    case Tradition::kSomali:
      name.middle = father == nullptr ? mother.middle : father->forename;
      name.surname = father == nullptr ? mother.surname : father->middle;
      return name;
    case Tradition::kIberian:
      name.surname = IberianSurname(family, mother, father);
      return name;
    case Tradition::kArabic:
      if (father != nullptr && dice.Chance(30)) name.middle = father->forename;
      break;
    case Tradition::kChinese:
      GiveChinesePair(name, female, dice);
      break;
    default:
      break;
  }
  GiveSurname(family, female, name, dice);
  if (family.tradition == Tradition::kWelsh && father != nullptr &&
      dice.Chance(4)) {
    name.surname = WelshPatronymic(*father, female);
  }
  return name;
}

}  // namespace kith::deploy
