// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/family_maker.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/identity/nicknames.h"
#include "agent/identity/normalise.h"

namespace kith::deploy {
namespace {

constexpr int kDaysAYear = 365;
constexpr int kChildhood = 18 * kDaysAYear;
constexpr std::size_t kTwinBirthsInAThousand = 12;
constexpr int kTries = 100;

// Until they have numbers: the twin of the one before.
constexpr std::uint64_t kOfTheOneBefore = ~std::uint64_t{0};

// What the child of two parents is called, where the custom leaves a choice.
std::string PassedOn(const std::string& mothers, const std::string& fathers,
                     Dice& dice) {
  if (fathers.empty() || mothers == fathers) return mothers;
  const std::size_t thrown = dice.Below(100);
  const bool joinable =
      !absl::StrContains(mothers, '-') && !absl::StrContains(fathers, '-') &&
      !absl::StrContains(mothers, ' ') && !absl::StrContains(fathers, ' ');
  if (thrown < 25 && joinable) return absl::StrCat(mothers, "-", fathers);
  return thrown < 65 ? fathers : mothers;
}

std::size_t ChildrenIn(Dice& dice) {
  const std::size_t thrown = dice.Below(100);
  if (thrown < 14) return 0;
  if (thrown < 47) return 1;
  if (thrown < 78) return 2;
  if (thrown < 92) return 3;
  return thrown < 97 ? 4 : 5;
}

// Mostly one to four years, at most eight.
int DaysBetweenSiblings(Dice& dice) {
  const std::size_t years = 1 + std::min(dice.Below(8), dice.Below(8));
  return static_cast<int>(years) * kDaysAYear +
         static_cast<int>(dice.Below(300));
}

// The forenames of a child, the one it is called by in front, in the form that
// stands for each.
std::vector<std::string> NamesOf(const FullName& name) {
  std::vector<std::string> names;
  for (const std::string& part :
       agent::NormaliseName(absl::StrCat(name.forename, " ", name.middle),
                            agent::NameKind::kForename)) {
    names.emplace_back(agent::CanonicalForename(part));
  }
  return names;
}

bool Holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// No child is called by what a brother or sister is called by, in front or in
// the middle, or by a short form of it. A father's name may be shared behind.
bool IsCalledLikeAnother(const FamilyMembers& siblings, const FullName& name) {
  const std::vector<std::string> names = NamesOf(name);
  if (names.empty()) return false;
  return std::any_of(siblings.begin(), siblings.end(), [&](const auto& one) {
    const std::vector<std::string> others = NamesOf(one.name);
    return !others.empty() &&
           (Holds(others, names.front()) || Holds(names, others.front()));
  });
}

}  // namespace

struct FamilyMaker::Parents {
  FamilyName mothers;
  FamilyName fathers;
  FamilyName childrens;
  FamilyMember mother;
  FamilyMember father;  // Known, if not always at home.
  bool father_known = true;
  bool mother_at_home = true;
  bool father_at_home = true;
  bool father_indexed = true;  // Whether he has a record anywhere.
};

FamilyMaker::FamilyMaker(std::size_t people, Dice& dice)
    : dice_(dice), addresses_(people, dice) {}

FamilyMember FamilyMaker::NewMember(Tradition tradition, bool female) {
  FamilyMember member;
  member.family = families_;
  member.tradition = tradition;
  member.female = female;
  return member;
}

FamilyMember FamilyMaker::NewAdult(const FamilyName& family, bool female,
                                   int youngest, int oldest) {
  FamilyMember adult = NewMember(family.tradition, female);
  adult.name = NameAdult(family, female, dice_);
  const auto years = static_cast<std::size_t>(oldest - youngest);
  adult.born = FamiliesToday() - youngest * kDaysAYear -
               static_cast<int>(dice_.Below(years * kDaysAYear));
  if (dice_.Chance(FactsOf(family.tradition).new_year_birthdays)) {
    adult.born = absl::CivilDay(adult.born.year(), 1, 1);
  }
  if (family.tradition == Tradition::kSikh) adult.other_surname = family.root;
  return adult;
}

FamilyMaker::Parents FamilyMaker::MakeParents() {
  Parents parents;
  const Tradition hers = PickTradition(dice_);
  const Tradition his = dice_.Chance(10) ? PickTradition(dice_) : hers;
  parents.mothers = NewFamilyName(hers, dice_);
  parents.fathers = NewFamilyName(his, dice_);
  parents.mother = NewAdult(parents.mothers, true, 20, 50);
  parents.father = NewAdult(parents.fathers, false, 20, 54);
  const bool takes_name = WivesTakeTheName(hers) && hers == his;
  parents.childrens = parents.fathers;
  if (takes_name && dice_.Chance(58)) {
    parents.mother.former_surname = parents.mother.name.surname;
    FullName married = NameAdult(parents.fathers, true, dice_);
    parents.mother.name.surname = married.surname;
  } else if (takes_name) {
    parents.childrens.root =
        PassedOn(parents.mothers.root, parents.fathers.root, dice_);
  }
  return parents;
}

FamilyMember FamilyMaker::NewChild(const Parents& parents, int days_old,
                                   const FamilyMembers& siblings) {
  FamilyMember child = NewMember(parents.childrens.tradition, dice_.Chance(49));
  child.child = true;
  const FullName* father =
      parents.father_known ? &parents.father.name : nullptr;
  // A sibling who is called like their father has every child's second name.
  for (int i = 0; i < kTries; ++i) {
    child.name = NameChild(parents.childrens, parents.mother.name, father,
                           child.female, dice_);
    if (!IsCalledLikeAnother(siblings, child.name)) break;
  }
  child.born = FamiliesToday() - days_old;
  const std::string& hers = parents.mother.name.surname;
  const std::string& his = parents.father.name.surname;
  child.other_surname = child.name.surname == hers ? his : hers;
  if (child.tradition == Tradition::kSikh) {
    child.other_surname = parents.childrens.root;
  }
  child.fathers_forename = father == nullptr ? "" : father->forename;
  return child;
}

void FamilyMaker::AddTwins(const Parents& parents, int days_old,
                           FamilyMembers& children) {
  FamilyMember first = NewChild(parents, days_old, children);
  children.push_back(first);
  FamilyMember second = NewChild(parents, days_old, children);
  // Twins are often given names that sound alike, and bear one surname.
  const bool alike = dice_.Chance(20);
  for (int i = 0; alike && i < 40; ++i) {
    if (second.name.forename[0] == first.name.forename[0]) break;
    second = NewChild(parents, days_old, children);
  }
  if (second.female == first.female ||
      parents.childrens.tradition == Tradition::kBritish) {
    second.name.surname = first.name.surname;
  }
  second.twin = kOfTheOneBefore;
  children.push_back(second);
}

void FamilyMaker::AddChildren(const Parents& parents, FamilyMembers& family) {
  FamilyMembers children;
  const std::size_t count = ChildrenIn(dice_);
  Parents before = parents;  // An earlier father of the elder ones.
  const bool half_siblings = dice_.Chance(12);
  if (half_siblings) {
    before.fathers = NewFamilyName(parents.fathers.tradition, dice_);
    before.father = NewAdult(before.fathers, false, 25, 54);
    before.childrens = before.fathers;
  }
  int days = static_cast<int>(dice_.Below(11 * kDaysAYear));
  while (children.size() < count && days < kChildhood) {
    const Parents& of = half_siblings && !children.empty() ? before : parents;
    if (dice_.Below(1000) < kTwinBirthsInAThousand) {
      AddTwins(of, days, children);
    } else {
      children.push_back(NewChild(of, days, children));
    }
    days += DaysBetweenSiblings(dice_);
  }
  family.insert(family.end(), children.begin(), children.end());
}

// Gives homes and numbers.
void FamilyMaker::Settle(const Parents& parents, FamilyMembers& family) {
  const Address home = addresses_.NextHome(family.size());
  const Address elsewhere = addresses_.AwayFrom(home);
  for (FamilyMember& member : family) {
    member.home = home;
    member.next_home = elsewhere;
    member.number = ++last_number_;
  }
  for (std::size_t i = 1; i < family.size(); ++i) {
    if (family[i].twin != kOfTheOneBefore) continue;
    family[i].twin = family[i - 1].number;
    family[i - 1].twin = family[i].number;
  }
  if (!parents.father_at_home && parents.father_indexed) {
    FamilyMember father = parents.father;
    father.home = elsewhere;
    father.next_home = addresses_.AwayFrom(elsewhere);
    father.number = ++last_number_;
    family.push_back(std::move(father));
  }
}

FamilyMembers FamilyMaker::NextFamily() {
  ++families_;
  Parents parents = MakeParents();
  const std::size_t thrown = dice_.Below(100);
  parents.father_at_home = thrown < 64;
  parents.father_indexed = thrown < 76;  // 12 in 100 live in two households.
  parents.father_known = thrown < 92;
  parents.mother_at_home = thrown >= 4;
  FamilyMembers family;
  if (parents.mother_at_home) family.push_back(parents.mother);
  if (parents.father_at_home) family.push_back(parents.father);
  AddChildren(parents, family);
  if (dice_.Chance(4)) {
    family.push_back(NewAdult(parents.mothers, dice_.Chance(65), 52, 80));
  }
  Settle(parents, family);
  return family;
}

FamilyMembers FamilyMaker::NextTwins() {
  ++families_;
  Parents parents = MakeParents();
  parents.father_at_home = false;
  parents.father_indexed = false;
  FamilyMembers family{parents.mother};
  AddTwins(parents, static_cast<int>(dice_.Below(kChildhood)), family);
  Settle(parents, family);
  return family;
}

}  // namespace kith::deploy
