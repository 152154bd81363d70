// SPDX-License-Identifier: Apache-2.0
//
// How a tradition names the people of one family.
#ifndef KITH_DEPLOY_BENCH_FAMILIES_NAMING_H_
#define KITH_DEPLOY_BENCH_FAMILIES_NAMING_H_

#include <string>

#include "absl/strings/string_view.h"
#include "deploy/bench/families/names.h"
#include "deploy/demonstration/dice.h"

namespace kith::deploy {

struct FullName {
  std::string forename;  // May be two words: "Mohammed Usman".
  std::string middle;    // May be empty.
  std::string surname;   // May be two words, or two behind a hyphen.
};

// A household's name as it stands, and how it is borne.
struct FamilyName {
  Tradition tradition = Tradition::kBritish;
  std::string root;  // "Kowalski", "Gill", "Khan": as a man bears it.
  int style = 0;     // One of the tradition's ways, 0 to 2.
};

FamilyName NewFamilyName(Tradition tradition, Dice& dice);

// A man or woman of that family whose parents are not named.
FullName NameAdult(const FamilyName& family, bool female, Dice& dice);

// Their child. `father` is empty if he is not known; `root` is the name that
// the child's parents chose to pass on.
FullName NameChild(const FamilyName& family, const FullName& mother,
                   const FullName* father, bool female, Dice& dice);

// The surname as a woman or a man bears it: Kowalska, Kowalski.
std::string InflectedSurname(Tradition tradition, const std::string& surname,
                             bool female);

// Whether spouses bear one surname there.
bool WivesTakeTheName(Tradition tradition);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILIES_NAMING_H_
