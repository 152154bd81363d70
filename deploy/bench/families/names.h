// SPDX-License-Identifier: Apache-2.0
//
// Forenames and surnames by naming tradition. A name alone is nobody; people
// are put together by chance.
#ifndef KITH_DEPLOY_BENCH_FAMILIES_NAMES_H_
#define KITH_DEPLOY_BENCH_FAMILIES_NAMES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "deploy/demonstration/dice.h"

namespace kith::deploy {

enum class Tradition {
  kBritish,
  kWelsh,
  kIrish,
  kScottish,
  kPolish,
  kRomanian,
  kPakistani,
  kSikh,
  kHindu,
  kBangladeshi,
  kSomali,
  kArabic,
  kUkrainian,
  kGreek,
  kWestAfrican,
  kCaribbean,
  kIberian,
  kChinese,
};

// Names in one line, the most common first, apart by blanks; '_' stands for a
// blank inside a name.
struct NameLines {
  absl::string_view girls;
  absl::string_view boys;
  absl::string_view surnames;
  // Rare surnames are a head and a tail.
  absl::string_view heads;
  absl::string_view tails;
};

struct TraditionFacts {
  Tradition tradition;
  absl::string_view name;
  int per_thousand;        // Of families.
  int british_forenames;   // Percent of children.
  int rare_surnames;       // Percent of families.
  int new_year_birthdays;  // Percent of adults born abroad, in papers.
  NameLines lines;
};

absl::Span<const TraditionFacts> Traditions();
const TraditionFacts& FactsOf(Tradition tradition);

// By their share of families.
Tradition PickTradition(Dice& dice);

// Common names more often than rare ones: the k-th of n falls off as
// 1 / (k + n / 3).
std::string PickForename(Tradition tradition, bool female, Dice& dice);
std::string PickSurname(Tradition tradition, Dice& dice);

// All of them, for tests.
const std::vector<std::string>& Forenames(Tradition tradition, bool female);
const std::vector<std::string>& Surnames(Tradition tradition);

// The lines, one file for each part of the world.
extern const NameLines kBritishNames;
extern const NameLines kCaribbeanNames;
extern const NameLines kWelshNames;
extern const NameLines kIrishNames;
extern const NameLines kScottishNames;
extern const NameLines kPolishNames;
extern const NameLines kRomanianNames;
extern const NameLines kUkrainianNames;
extern const NameLines kGreekNames;
extern const NameLines kIberianNames;
extern const NameLines kPakistaniNames;
extern const NameLines kSikhNames;
extern const NameLines kHinduNames;
extern const NameLines kBangladeshiNames;
extern const NameLines kSomaliNames;
extern const NameLines kArabicNames;
extern const NameLines kWestAfricanNames;
extern const NameLines kChineseNames;

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILIES_NAMES_H_
