// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_FAMILIES_TYPING_SLIPS_H_
#define KITH_DEPLOY_BENCH_FAMILIES_TYPING_SLIPS_H_

#include <string>

#include "absl/time/civil_time.h"
#include "deploy/demonstration/dice.h"

namespace kith::deploy {

// One letter replaced by its neighbour on the keyboard, dropped, doubled or
// swapped with the next, the first seldom; a letter outside ASCII is never cut.
// The same text if it is shorter than two letters.
std::string WithSlip(const std::string& text, Dice& dice);

// One letter or digit of a postcode wrong, by its kind.
std::string WithPostcodeSlip(const std::string& postcode, Dice& dice);

// One digit of the day, month or year wrong, and still a date that was.
absl::CivilDay WithDigitSlip(absl::CivilDay date, absl::CivilDay today,
                             Dice& dice);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILIES_TYPING_SLIPS_H_
