// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/written_row.h"

namespace kith::deploy {

WrittenRow WriteDown(const FamilyMember& member, Dice& dice) {
  WrittenRow row;
  row.forename = member.name.forename;
  // Where fathers' names stand in the place of a family's they are not left
  // out lightly.
  const int told = member.tradition == Tradition::kSomali ? 85 : 42;
  if (dice.Chance(told)) row.middle = member.name.middle;
  row.surname = member.name.surname;
  if (dice.Chance(50)) row.previous_surname = member.former_surname;
  row.born = member.born;
  row.female = member.female;
  row.postcode = member.home.postcode;
  row.line = member.home.line;
  return row;
}

}  // namespace kith::deploy
