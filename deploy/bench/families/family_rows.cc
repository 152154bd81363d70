// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/family_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "deploy/bench/families/family_maker.h"
#include "deploy/bench/families/mistakes.h"
#include "deploy/bench/families/nhs_numbers.h"
#include "deploy/bench/families/written_row.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

using Each = std::function<absl::Status(Side, const std::vector<std::string>&)>;

constexpr char kColumnMap[] = R"(# proto-file: kith/config/v1/column_map.proto
source: "invented-families"
person_id { column: "person_id" }
forenames { column: "forenames" }
surname { column: "surname" }
previous_surnames { column: "previous_surname" }
date_of_birth { column: "date_of_birth" }
sex { column: "sex" }
postcode { column: "postcode" }
house { column: "address" }
identifier {
  scheme: "nhs-number"
  value { column: "nhs_number" }
}
family { column: "family" }
involvement {
  service { constant: "Early help" }
  level { constant: "additional" }
}
ground {
  agreed { constant: "yes" }
  agreed_by { constant: "parent" }
  capacity { constant: "adult" }
  agreed_on { constant: "2026-05-01" }
  recipients { constant: "all" }
  purposes { constant: "considering-referral" }
  evidence { constant: "a test file" }
  language { constant: "en" }
}
)";

// One in so many: chance to the millionth.
bool Happens(double part, Dice& dice) {
  constexpr std::size_t kMillion = 1000000;
  return dice.Below(kMillion) <
         static_cast<std::size_t>(part * static_cast<double>(kMillion) + 0.5);
}

std::string Spaced(const std::string& number) {
  if (number.size() != 10) return number;
  return absl::StrCat(number.substr(0, 3), " ", number.substr(3, 3), " ",
                      number.substr(6));
}

std::string DateOf(const WrittenRow& row, Side side) {
  if (!row.born.has_value()) return "";
  const absl::CivilDay& day = *row.born;
  return side == Side::kIndex ? absl::StrFormat("%04d-%02d-%02d", day.year(),
                                                day.month(), day.day())
                              : absl::StrFormat("%02d/%02d/%04d", day.day(),
                                                day.month(), day.year());
}

std::string TruthOf(std::uint64_t number) {
  return number == 0 ? "" : absl::StrCat("P", number);
}

std::string ErrorTypes(const std::vector<Mistake>& mistakes) {
  std::string types;
  for (const Mistake mistake : mistakes) {
    absl::StrAppend(&types, types.empty() ? "" : "+", NameOf(mistake));
  }
  return types;
}

std::vector<std::string> Fields(const FamilyMember& member,
                                const WrittenRow& row, Side side,
                                const std::string& error_types) {
  const bool indexed = side == Side::kIndex;
  const absl::string_view tradition = FactsOf(member.tradition).name;
  return {absl::StrCat(indexed ? "A" : "B", member.number),
          row.middle.empty() ? row.forename
                             : absl::StrCat(row.forename, " ", row.middle),
          row.surname,
          row.previous_surname,
          DateOf(row, side),
          indexed ? (row.female ? "F" : "M") : (row.female ? "Female" : "Male"),
          row.postcode,
          row.previous_postcode,
          row.line,
          indexed ? row.nhs_number : Spaced(row.nhs_number),
          absl::StrCat("F", member.family),
          TruthOf(member.number),
          error_types,
          std::string(tradition.data(), tradition.size()),
          TruthOf(member.twin)};
}

// Writes both records of one person after another. Not thread-safe.
class Clerk {
 public:
  Clerk(const FamilyOptions& options, Dice& dice, const Each& each)
      : options_(options), dice_(dice), each_(each) {}

  absl::Status WriteIndexed(const FamilyMember& member, bool asked) {
    WrittenRow row = WriteDown(member, dice_);
    ChooseNumbers(asked);
    row.nhs_number = indexed_number_;
    return each_(Side::kIndex, Fields(member, row, Side::kIndex, ""));
  }

  // After WriteIndexed() of the same person, if they are indexed.
  absl::Status WriteAsked(const FamilyMember& member) {
    WrittenRow row = WriteDown(member, dice_);
    row.nhs_number = asked_number_;
    const auto mistakes = MakeMistakes(member, row, dice_);
    return each_(Side::kQuery,
                 Fields(member, row, Side::kQuery, ErrorTypes(mistakes)));
  }

  // For one who is asked about and not indexed.
  void ChooseNumberOfAsked() {
    asked_number_ =
        Happens(options_.shared_identifier, dice_) ? numbers_.Next() : "";
  }

 private:
  void ChooseNumbers(bool asked) {
    indexed_number_.clear();
    asked_number_.clear();
    if (asked && Happens(options_.shared_identifier, dice_)) {
      indexed_number_ = asked_number_ = numbers_.Next();
      return;
    }
    const std::size_t thrown = dice_.Below(100);
    if (thrown < 40) indexed_number_ = numbers_.Next();
    if (asked && thrown >= 80) asked_number_ = numbers_.Next();
  }

  const FamilyOptions& options_;
  Dice& dice_;
  const Each& each_;
  TestNumbers numbers_;
  std::string indexed_number_;
  std::string asked_number_;
};

absl::Status MakeFamilies(const FamilyOptions& options, Dice& dice,
                          Clerk& clerk) {
  FamilyMaker maker(options.people, dice);
  for (std::size_t made = 0; made < options.people;) {
    FamilyMembers family = maker.NextFamily();
    family.resize(std::min(family.size(), options.people - made));
    made += family.size();
    for (const FamilyMember& member : family) {
      const bool asked = Happens(options.asked, dice);
      KITH_RETURN_IF_ERROR(clerk.WriteIndexed(member, asked));
      if (asked) KITH_RETURN_IF_ERROR(clerk.WriteAsked(member));
    }
  }
  return absl::OkStatus();
}

absl::Status MakeTwins(const FamilyOptions& options, Dice& dice, Clerk& clerk) {
  FamilyMaker maker(options.twins * 3, dice);
  for (std::size_t made = 0; made < options.twins; ++made) {
    const FamilyMembers family = maker.NextTwins();
    KITH_RETURN_IF_ERROR(clerk.WriteIndexed(family[0], false));
    KITH_RETURN_IF_ERROR(clerk.WriteIndexed(family[1], false));
    clerk.ChooseNumberOfAsked();
    KITH_RETURN_IF_ERROR(clerk.WriteAsked(family[2]));
  }
  return absl::OkStatus();
}

bool IsPart(double value) { return value >= 0 && value <= 1; }

}  // namespace

const std::vector<std::string>& FamilyColumns() {
  static const auto* columns = new std::vector<std::string>{
      "person_id",     "forenames",  "surname",  "previous_surname",
      "date_of_birth", "sex",        "postcode", "previous_postcode",
      "address",       "nhs_number", "family",   "truth",
      "error_types",   "tradition",  "twin_of"};
  return *columns;
}

absl::string_view FamilyColumnMap() { return kColumnMap; }

absl::Status MakeFamilyRows(const FamilyOptions& options, const Each& each) {
  if (!IsPart(options.shared_identifier) || !IsPart(options.asked)) {
    return absl::InvalidArgumentError("a part is a number from 0 to 1");
  }
  Dice dice(options.seed);
  Clerk clerk(options, dice, each);
  return options.twins > 0 ? MakeTwins(options, dice, clerk)
                           : MakeFamilies(options, dice, clerk);
}

}  // namespace kith::deploy
