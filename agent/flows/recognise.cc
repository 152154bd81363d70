// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/recognise.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "agent/flows/person_keys.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kSettlesRivals[] = "NHS number";

Comparison BestOf(const Identity& asked, const std::vector<Identity>& held,
                  const CompareOptions& options) {
  Comparison best;
  for (const Identity& one : held) {
    Comparison comparison = Compare(asked, one, options);
    const bool better = std::make_pair(comparison.verdict, comparison.weight) >
                        std::make_pair(best.verdict, best.weight);
    if (better || best.reasons.empty()) best = std::move(comparison);
  }
  return best;
}

// By a forename or a number that agrees.
bool NamesOneOfAFamily(const Comparison& comparison) {
  for (const FieldReason& reason : comparison.reasons) {
    const bool exact = reason.level == "exact";
    if (reason.field == "forename" && (exact || reason.level == "nick")) {
      return true;
    }
    if (reason.field == "identifier" && exact) return true;
  }
  return false;
}

// Whether somebody else of the register could be meant as well.
absl::StatusOr<bool> HasRival(Register& people, const Identity& asked,
                              const std::string& person,
                              const std::vector<Identity>& held,
                              const Comparison& comparison,
                              const Network& network,
                              const std::string& agency) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Known> known,
                        FindInRegister(people, asked, network, agency));
  for (const Known& other : known) {
    if (other.person.ref == person) continue;
    // Somebody who is merely possible is no rival of a forename or a number
    // that agrees.
    if (!other.certain && NamesOneOfAFamily(comparison)) continue;
    KITH_ASSIGN_OR_RETURN(const std::vector<Identity> theirs,
                          people.IdentitiesOf(other.person.ref));
    // Two records that are one person are no rivals.
    if (!AreOnePerson(theirs, held)) return true;
  }
  return false;
}

}  // namespace

absl::Status RegisterNames::Rebuild() {
  auto names = std::make_shared<NameFrequencies>();
  KITH_RETURN_IF_ERROR(reader_.With([&](Register& people) {
    return people.ForEachIdentity(
        [&](const Identity& identity) { names->Add(identity); });
  }));
  absl::MutexLock lock(&mutex_);
  names_ = std::move(names);
  return absl::OkStatus();
}

std::shared_ptr<const NameFrequencies> RegisterNames::Get() const {
  absl::MutexLock lock(&mutex_);
  return names_;
}

absl::StatusOr<Comparison> Recognise(Register& people, const Identity& asked,
                                     const std::string& person,
                                     const CompareOptions& options,
                                     const Network& network,
                                     const std::string& agency) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Identity> held,
                        people.IdentitiesOf(person));
  Comparison comparison = BestOf(asked, held, options);
  KITH_ASSIGN_OR_RETURN(const std::vector<RegisterKey> keys,
                        RegisterKeysOf(asked, network, agency));
  KITH_ASSIGN_OR_RETURN(const ToldApart apart,
                        people.IsToldApart(person, keys));
  if (apart == ToldApart::kYes) comparison.verdict = Verdict::kNo;
  // INVARIANT (told apart): what fits who they were at least as well is not
  // about who they are.
  KITH_ASSIGN_OR_RETURN(const std::vector<Identity> others,
                        people.ToldApartFrom(person));
  const Comparison other = BestOf(asked, others, options);
  if (other.verdict != Verdict::kNo && other.weight >= comparison.weight) {
    comparison.verdict = Verdict::kNo;
  }
  if (comparison.verdict != Verdict::kMatch) return comparison;
  KITH_ASSIGN_OR_RETURN(
      const bool rival,
      HasRival(people, asked, person, held, comparison, network, agency));
  if (rival || apart == ToldApart::kUncertain) {
    comparison.verdict = Verdict::kPossible;
    comparison.settle = kSettlesRivals;
  }
  return comparison;
}

}  // namespace kith::agent
