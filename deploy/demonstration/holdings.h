// SPDX-License-Identifier: Apache-2.0
//
// Which agency knows whom, and whom it supports.
#ifndef KITH_DEPLOY_DEMONSTRATION_HOLDINGS_H_
#define KITH_DEPLOY_DEMONSTRATION_HOLDINGS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "deploy/demonstration/dice.h"
#include "deploy/demonstration/population.h"

namespace kith::deploy {

enum class Agency { kSchool, kHealthVisiting, kHomes, kEarlyHelp, kCharity };

// What is written where the agreement belongs.
enum class Consent {
  kYes,
  kYesForHealthOnly,
  kNo,
  kEmpty,
  kUnclear,  // "asked, waiting"
  kUndated,  // Yes, but nobody wrote down when.
  kRanOut,   // Yes, until last month.
};

struct Support {
  std::string worker;
  std::string contact;
  bool leads = false;
  bool intensive = false;
  absl::CivilDay since;
  std::string assessment_kind;
  std::optional<absl::CivilDay> assessed;
  std::optional<absl::CivilDay> ended;
  Consent consent = Consent::kEmpty;
  absl::CivilDay consented;  // Unless kNo, kEmpty, kUnclear or kUndated.
};

// One row of one agency's export.
struct Holding {
  Agency agency = Agency::kSchool;
  Person person;  // As that agency wrote them down.
  bool child = false;
  std::size_t family = 0;  // The same for people of one family.
  std::optional<Support> support;
};

// Spreads families over the five agencies, with the dirt of real registers.
// The story is not among them.
std::vector<Holding> SpreadFamilies(const std::vector<Family>& families,
                                    absl::CivilDay today, Dice& dice);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_HOLDINGS_H_
