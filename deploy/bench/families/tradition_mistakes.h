// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_FAMILIES_TRADITION_MISTAKES_H_
#define KITH_DEPLOY_BENCH_FAMILIES_TRADITION_MISTAKES_H_

#include "deploy/bench/families/family_maker.h"
#include "deploy/bench/families/written_row.h"
#include "deploy/demonstration/dice.h"

namespace kith::deploy {

// What an office makes of a name it does not know the customs of: Singh and
// Kaur in another place, a father's name for a surname, -ski for -ska, O' and
// Mac apart or gone, al- dropped, two surnames the other way round, Cyrillic.
// The row stays as it is where the name gives no occasion.
void TraditionMistake(const FamilyMember& member, WrittenRow& row, Dice& dice);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILIES_TRADITION_MISTAKES_H_
