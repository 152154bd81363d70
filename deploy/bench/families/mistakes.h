// SPDX-License-Identifier: Apache-2.0
//
// How records of one person come to differ.
#ifndef KITH_DEPLOY_BENCH_FAMILIES_MISTAKES_H_
#define KITH_DEPLOY_BENCH_FAMILIES_MISTAKES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "deploy/bench/families/family_maker.h"
#include "deploy/bench/families/written_row.h"
#include "deploy/demonstration/dice.h"

namespace kith::deploy {

enum class Mistake {
  kBabyName,
  kNewYear,  // 1 January of the right year.
  kDobDigit,
  kDayMonthSwap,
  kDobMissing,
  kDoubleBarrel,  // One part dropped, or the other parent's name added.
  kInitialOnly,
  kMiddleNameUsed,
  kMoved,
  kNameOrder,
  kNickname,
  kPostcodeMissing,
  kPostcodeTypo,
  kSexWrong,
  kSpellingVariant,
  kSurnameChanged,
  kTradition,
  kForenameTypo,
  kSurnameTypo,
};

absl::Span<const Mistake> AllMistakes();

// As it stands in the column error_types: "baby-name", "01-01" ...
absl::string_view NameOf(Mistake mistake);

// Makes it in the row, which is the member's. False, and the row as it was, if
// it cannot happen to this member or would change nothing.
bool Make(Mistake mistake, const FamilyMember& member, WrittenRow& row,
          Dice& dice);

// None for 35 in 100 rows, one for 40, two for 17, three for 8, each as often
// as registers show it and at most one of a kind (date, address, forename ...).
// Returns those that were made, in the order of the enumeration.
std::vector<Mistake> MakeMistakes(const FamilyMember& member, WrittenRow& row,
                                  Dice& dice);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILIES_MISTAKES_H_
