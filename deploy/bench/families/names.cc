// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/names.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace kith::deploy {
namespace {

using Names = std::vector<std::string>;

constexpr std::size_t kTraditions = 18;

// Names with what a throw of the dice must be below to give each.
struct Weighted {
  Names names;
  std::vector<std::uint64_t> below;

  explicit Weighted(absl::string_view line) {
    for (const absl::string_view name :
         absl::StrSplit(line, ' ', absl::SkipEmpty())) {
      names.push_back(absl::StrReplaceAll(name, {{"_", " "}}));
    }
    std::uint64_t sum = 0;
    for (std::size_t k = 0; k < names.size(); ++k) {
      sum += 1000000 / (k + 1 + names.size() / 3);
      below.push_back(sum);
    }
  }

  const std::string& Pick(Dice& dice) const {
    const std::uint64_t thrown = dice.Below(below.back());
    const auto at = std::upper_bound(below.begin(), below.end(), thrown);
    return names[static_cast<std::size_t>(at - below.begin())];
  }
};

struct Pool {
  Weighted girls;
  Weighted boys;
  Weighted surnames;
  Names heads;
  Names tails;
};

Names Split(absl::string_view line) {
  return absl::StrSplit(line, ' ', absl::SkipEmpty());
}

const Pool& PoolOf(Tradition tradition) {
  static const auto* pools = [] {
    auto* made = new std::vector<Pool>();
    for (const TraditionFacts& facts : Traditions()) {
      const NameLines& lines = facts.lines;
      made->push_back({Weighted(lines.girls), Weighted(lines.boys),
                       Weighted(lines.surnames), Split(lines.heads),
                       Split(lines.tails)});
    }
    return made;
  }();
  return (*pools)[static_cast<std::size_t>(tradition)];
}

}  // namespace

absl::Span<const TraditionFacts> Traditions() {
  // In the order of the enumeration.
  static const auto* facts = new std::array<TraditionFacts, kTraditions>{{
      {Tradition::kBritish, "british", 440, 100, 45, 0, kBritishNames},
      {Tradition::kWelsh, "welsh", 50, 45, 8, 0, kWelshNames},
      {Tradition::kIrish, "irish", 45, 45, 5, 0, kIrishNames},
      {Tradition::kScottish, "scottish", 60, 55, 8, 0, kScottishNames},
      {Tradition::kPolish, "polish", 50, 10, 45, 0, kPolishNames},
      {Tradition::kRomanian, "romanian", 30, 8, 40, 0, kRomanianNames},
      {Tradition::kPakistani, "pakistani", 85, 0, 0, 5, kPakistaniNames},
      {Tradition::kSikh, "sikh", 30, 6, 0, 2, kSikhNames},
      {Tradition::kHindu, "hindu", 40, 5, 25, 1, kHinduNames},
      {Tradition::kBangladeshi, "bangladeshi", 30, 0, 0, 8, kBangladeshiNames},
      {Tradition::kSomali, "somali", 25, 0, 0, 20, kSomaliNames},
      {Tradition::kArabic, "arabic", 28, 0, 0, 12, kArabicNames},
      {Tradition::kUkrainian, "ukrainian", 12, 2, 40, 0, kUkrainianNames},
      {Tradition::kGreek, "greek", 8, 15, 25, 0, kGreekNames},
      {Tradition::kWestAfrican, "west-african", 40, 35, 35, 2,
       kWestAfricanNames},
      {Tradition::kCaribbean, "caribbean", 25, 40, 5, 0, kCaribbeanNames},
      {Tradition::kIberian, "iberian", 20, 8, 0, 0, kIberianNames},
      {Tradition::kChinese, "chinese", 15, 35, 0, 0, kChineseNames},
  }};
  return *facts;
}

const TraditionFacts& FactsOf(Tradition tradition) {
  return Traditions()[static_cast<std::size_t>(tradition)];
}

Tradition PickTradition(Dice& dice) {
  int sum = 0;
  for (const TraditionFacts& facts : Traditions()) sum += facts.per_thousand;
  auto thrown = static_cast<int>(dice.Below(static_cast<std::size_t>(sum)));
  for (const TraditionFacts& facts : Traditions()) {
    thrown -= facts.per_thousand;
    if (thrown < 0) return facts.tradition;
  }
  return Tradition::kBritish;
}

std::string PickForename(Tradition tradition, bool female, Dice& dice) {
  if (dice.Chance(FactsOf(tradition).british_forenames)) {
    tradition = Tradition::kBritish;
  }
  const Pool& pool = PoolOf(tradition);
  return (female ? pool.girls : pool.boys).Pick(dice);
}

std::string PickSurname(Tradition tradition, Dice& dice) {
  const bool rare = dice.Chance(FactsOf(tradition).rare_surnames);
  if (!rare) return PoolOf(tradition).surnames.Pick(dice);
  const Pool& own = PoolOf(tradition);
  const Pool& pool = own.heads.empty() ? PoolOf(Tradition::kBritish) : own;
  return absl::StrCat(pool.heads[dice.Below(pool.heads.size())],
                      pool.tails[dice.Below(pool.tails.size())]);
}

const Names& Forenames(Tradition tradition, bool female) {
  const Pool& pool = PoolOf(tradition);
  return female ? pool.girls.names : pool.boys.names;
}

const Names& Surnames(Tradition tradition) {
  return PoolOf(tradition).surnames.names;
}

}  // namespace kith::deploy
