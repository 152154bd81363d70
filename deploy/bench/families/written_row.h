// SPDX-License-Identifier: Apache-2.0
//
// A person as one agency wrote them down.
#ifndef KITH_DEPLOY_BENCH_FAMILIES_WRITTEN_ROW_H_
#define KITH_DEPLOY_BENCH_FAMILIES_WRITTEN_ROW_H_

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "deploy/bench/families/family_maker.h"
#include "deploy/demonstration/dice.h"

namespace kith::deploy {

struct WrittenRow {
  std::string forename;
  std::string middle;  // Behind the forename, or empty.
  std::string surname;
  std::string previous_surname;
  std::optional<absl::CivilDay> born;
  bool female = false;
  std::string postcode;
  std::string previous_postcode;
  std::string line;
  std::string nhs_number;

  friend bool operator==(const WrittenRow&, const WrittenRow&) = default;
};

// Without a mistake: what an agency knows differs all the same. A middle name
// and a former surname stand there or do not.
WrittenRow WriteDown(const FamilyMember& member, Dice& dice);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILIES_WRITTEN_ROW_H_
