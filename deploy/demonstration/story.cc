// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/story.h"

#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"

namespace kith::deploy {
namespace {

// Households of the story; the address is all that differs.
enum Household : std::size_t {
  kAmaras = 1,
  kAshenhursts,
  kMerriwells,
  kDrayhursts,
  kFairholmes,
  kQuillfeathers,
  kBrackenshaws,
  kLarkspurns,
};

Person PersonOf(const StoryPerson& story, Household household) {
  Person person;
  person.forename = story.forename;
  person.surname = story.surname;
  absl::CivilDay born;
  absl::ParseCivilTime(story.date_of_birth, &born);
  person.born = born;
  person.female = story.female;
  person.nhs = story.nhs;
  person.house = absl::StrFormat("%d", 10 + household);
  person.street = "Story Lane";
  person.postcode = absl::StrFormat("NX1 %dAA", household);
  person.phone = absl::StrFormat("020 7946 0%03d", 100 + household);
  return person;
}

bool IsChild(const StoryPerson& story) {
  absl::CivilDay born;
  absl::ParseCivilTime(story.date_of_birth, &born);
  return born.year() > 2008;
}

Holding Row(Agency agency, const StoryPerson& story, Household household,
            std::optional<Support> support) {
  return {agency, PersonOf(story, household), IsChild(story), household,
          std::move(support)};
}

Support EarlyHelp(Consent consent) {
  Support support;
  support.worker = "Pat Example, family support worker";
  support.contact = "01632 960 101";
  support.leads = true;
  support.since = absl::CivilDay(2024, 3, 11);
  support.assessment_kind = "multi-agency";
  support.assessed = absl::CivilDay(2024, 6, 4);
  support.consent = consent;
  support.consented = absl::CivilDay(2024, 3, 11);
  return support;
}

Support HealthVisiting(Consent consent) {
  Support support;
  support.worker = "duty line";
  support.contact = "01632 960 114";
  support.since = absl::CivilDay(2024, 1, 15);
  support.consent = consent;
  support.consented = absl::CivilDay(2024, 1, 15);
  return support;
}

Support Charity() {
  Support support;
  support.worker = "Robin Sample";
  support.contact = "01632 960 141";
  support.since = absl::CivilDay(2025, 9, 2);
  support.consent = Consent::kYes;
  support.consented = absl::CivilDay(2025, 9, 2);
  return support;
}

}  // namespace

std::vector<Holding> StoryHoldings() {
  constexpr Agency kEarly = Agency::kEarlyHelp;
  constexpr Agency kVisiting = Agency::kHealthVisiting;
  return {
      Row(Agency::kSchool, kSami, kAmaras, std::nullopt),
      Row(Agency::kSchool, kDina, kAmaras, std::nullopt),
      Row(kVisiting, kSami, kAmaras, HealthVisiting(Consent::kYes)),
      Row(kVisiting, kDina, kAmaras, HealthVisiting(Consent::kYes)),
      Row(kEarly, kSami, kAmaras, EarlyHelp(Consent::kYes)),
      Row(kEarly, kDina, kAmaras, EarlyHelp(Consent::kYes)),
      Row(Agency::kSchool, kWren, kAshenhursts, std::nullopt),
      Row(kEarly, kWren, kAshenhursts, EarlyHelp(Consent::kYesForHealthOnly)),
      Row(Agency::kSchool, kTobias, kMerriwells, std::nullopt),
      Row(Agency::kSchool, kJuno, kMerriwells, std::nullopt),
      Row(kEarly, kTobias, kMerriwells, EarlyHelp(Consent::kYes)),
      Row(kEarly, kJuno, kMerriwells, EarlyHelp(Consent::kNo)),
      Row(kEarly, kCaspian, kDrayhursts, EarlyHelp(Consent::kEmpty)),
      Row(Agency::kHomes, kMarguerite, kFairholmes, std::nullopt),
      Row(Agency::kCharity, kMarguerite, kFairholmes, Charity()),
      Row(Agency::kHomes, kEdmund, kQuillfeathers, std::nullopt),
      Row(kVisiting, kOtis, kBrackenshaws, HealthVisiting(Consent::kEmpty)),
      Row(kEarly, kPhoebe, kLarkspurns, EarlyHelp(Consent::kYes)),
  };
}

}  // namespace kith::deploy
