// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/compare.h"

#include "absl/time/civil_time.h"
#include "agent/identity/compare_fields.h"

namespace kith::agent {
namespace {

constexpr double kMatchBits = 18;
constexpr double kPossibleBits = 10;
constexpr double kMatchBitsUnguarded = 13;
constexpr double kSameArea = 4.5;
constexpr double kGoodForename = 4.5;
constexpr double kGoodSurname = 5;
// A date from the last period and one from a scan may differ by weeks; the next
// pregnancy is months away.
constexpr int kMostDaysApart = 42;

struct Levels {
  Level forename;
  Level surname;
  Level date;
  Level sex;
  Level identifier;
  Level address;

  bool SameIdentifier() const { return identifier.Is("exact"); }
  double Weight() const {
    return forename.weight + surname.weight + date.weight + sex.weight +
           identifier.weight + address.weight;
  }
};

// An exact name counts by how rare it is among the people of this register.
void WeighByFrequency(const Identity& held, const NameFrequencies* frequencies,
                      Levels& levels) {
  if (frequencies == nullptr) return;
  if (levels.forename.Is("exact")) {
    levels.forename.weight += frequencies->ForenameBits(held.forenames.front());
  }
  if (levels.surname.Is("exact")) {
    levels.surname.weight += frequencies->SurnameBits(held.surname.front());
  }
}

Levels CompareAll(const Identity& asked, const Identity& held,
                  const CompareOptions& options) {
  Levels levels{CompareForenames(asked, held),
                CompareSurnames(asked, held),
                CompareDates(asked.date_of_birth, held.date_of_birth),
                CompareSex(asked.sex, held.sex),
                CompareIdentifiers(asked, held),
                CompareAddress(options.address)};
  // What other people here are called is no misspelling.
  if (levels.forename.Is("close") && options.frequencies != nullptr &&
      options.frequencies->IsKnownForename(asked.forenames.front())) {
    levels.forename = {"near", 1};
  }
  // Brothers and sisters are numbered one after the other.
  const bool slip_in_number =
      levels.identifier.Is("edit1") || levels.identifier.Is("edit2");
  if (slip_in_number && levels.forename.Is("conflict")) {
    levels.identifier = {"different", -4};
  }
  WeighByFrequency(held, options.frequencies, levels);
  return levels;
}

// Never waived, not even by an equal identifier.
absl::string_view Contradiction(const Levels& levels) {
  if (levels.identifier.Is("different nhs")) return "NHS number";
  if (levels.date.Is("conflict")) return "date of birth";
  if (levels.forename.Is("conflict")) return "forename";
  if (levels.surname.Is("conflict")) return "surname";
  return "";
}

// What an equal identifier makes up for.
absl::string_view Doubt(const Levels& levels) {
  const Level& forename = levels.forename;
  if (levels.date.Is("missing")) return "date of birth";
  if (forename.Is("missing") || forename.Is("initial") ||
      forename.Is("middle") || forename.Is("crossed") || forename.Is("near") ||
      forename.Is("alike")) {
    return "forename";
  }
  if (levels.surname.Is("missing") || levels.surname.Is("crossed")) {
    return "surname";
  }
  const bool same_area = levels.address.weight >= kSameArea;
  if (levels.surname.Is("custom") && !same_area) return "surname";
  if (levels.sex.Is("different") && !forename.Is("exact")) return "forename";
  const bool good_names =
      forename.weight >= kGoodForename && levels.surname.weight >= kGoodSurname;
  // Two strangers of one name are born in one year more often than anybody
  // mistypes a date: only an address tells them apart.
  const bool exact_date = levels.date.Is("exact") || levels.date.Is("swap");
  if (!exact_date && !(good_names && same_area)) return "date of birth";
  return "";
}

bool AreDueTogether(const DateOfBirth& a, const DateOfBirth& b) {
  if (a.day == 0 || b.day == 0) return false;
  const auto apart = absl::CivilDay(a.year, a.month, a.day) -
                     absl::CivilDay(b.year, b.month, b.day);
  return apart <= kMostDaysApart && apart >= -kMostDaysApart;
}

// The field whose evidence falls shortest of what it could have been.
absl::string_view Weakest(const Levels& levels) {
  if (!levels.date.Is("exact")) return "date of birth";
  return levels.forename.weight <= levels.surname.weight ? "forename"
                                                         : "surname";
}

bool AllConflict(const Levels& levels) {
  return levels.forename.Is("conflict") && levels.surname.Is("conflict") &&
         levels.date.Is("conflict");
}

Verdict Decide(const Levels& levels, absl::string_view demoted_by) {
  const double weight = levels.Weight();
  const bool held_up = levels.SameIdentifier() && !AllConflict(levels);
  if (weight < kPossibleBits && !held_up) return Verdict::kNo;
  const bool match = weight >= kMatchBits && demoted_by.empty();
  return match ? Verdict::kMatch : Verdict::kPossible;
}

FieldReason Reason(absl::string_view field, const Level& level) {
  return {std::string(field.data(), field.size()),
          std::string(level.name.data(), level.name.size()), level.weight};
}

Verdict DecideUnguarded(const Levels& levels) {
  if (levels.Weight() >= kMatchBitsUnguarded || levels.SameIdentifier()) {
    return Verdict::kMatch;
  }
  return levels.Weight() >= kPossibleBits ? Verdict::kPossible : Verdict::kNo;
}

}  // namespace

Comparison Compare(const Identity& asked, const Identity& held,
                   const CompareOptions& options) {
  const Levels levels = CompareAll(asked, held, options);
  absl::string_view demoted_by = Contradiction(levels);
  if (demoted_by.empty() && !levels.SameIdentifier()) {
    demoted_by = Doubt(levels);
  }
  if (demoted_by.empty() && held.unborn &&
      !AreDueTogether(asked.expected_date, held.expected_date)) {
    demoted_by = "expected date";
  }
  Comparison comparison;
  comparison.verdict =
      options.guards ? Decide(levels, demoted_by) : DecideUnguarded(levels);
  // INVARIANT (a mother is not her child): whatever else agrees.
  if (asked.unborn != held.unborn) comparison.verdict = Verdict::kNo;
  comparison.weight = levels.Weight();
  if (comparison.verdict == Verdict::kPossible) {
    if (demoted_by.empty()) demoted_by = Weakest(levels);
    comparison.settle.assign(demoted_by.data(), demoted_by.size());
  }
  comparison.reasons = {Reason("forename", levels.forename),
                        Reason("surname", levels.surname),
                        Reason("date of birth", levels.date),
                        Reason("sex", levels.sex),
                        Reason("identifier", levels.identifier),
                        Reason("address", levels.address)};
  return comparison;
}

}  // namespace kith::agent
