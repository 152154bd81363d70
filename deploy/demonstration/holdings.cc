// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/holdings.h"

#include <utility>

#include "absl/strings/str_format.h"
#include "deploy/demonstration/name_pool.h"

namespace kith::deploy {
namespace {

// Shares of families, in percent, that give about 2,000 people in the five
// registers and about 310 open involvements.
constexpr int kAtTheSchool = 52;
constexpr int kPupilWithEarlyHelp = 10;
constexpr int kInHealthVisiting = 62;
constexpr int kHealthVisitingPlus = 11;
constexpr int kTenants = 38;
constexpr int kTenantWithSupport = 4;
constexpr int kInEarlyHelp = 6;
constexpr int kAtTheCharity = 4;
constexpr int kConsented = 57;

class Spreader {
 public:
  Spreader(absl::CivilDay today, Dice& dice) : today_(today), dice_(dice) {}

  void Spread(const Family& family) {
    ++family_;
    AddPupils(family);
    AddCaseload(family);
    AddTenants(family);
    AddEpisodes(family);
    AddCharity(family);
  }

  std::vector<Holding> Take() { return std::move(holdings_); }

 private:
  int AgeInYears(const Person& person) const {
    return static_cast<int>((today_ - *person.born) / 365);
  }

  void Add(Agency agency, const Person& person, bool child,
           std::optional<Support> support) {
    holdings_.push_back({agency, AsWrittenDown(person, dice_), child, family_,
                         std::move(support)});
  }

  Support NewSupport(const char* number) {
    Support support;
    const absl::string_view worker = dice_.Pick(Workers());
    support.worker.assign(worker.data(), worker.size());
    support.contact = absl::StrFormat("01632 960 %s", number);
    support.intensive = dice_.Chance(25);
    support.since = today_ - static_cast<int>(20 + dice_.Below(900));
    support.consent = NewConsent();
    support.consented = support.since + static_cast<int>(dice_.Below(15));
    return support;
  }

  Consent NewConsent() {
    if (dice_.Chance(kConsented)) {
      return dice_.Chance(8) ? Consent::kYesForHealthOnly : Consent::kYes;
    }
    constexpr Consent kOthers[] = {Consent::kNo,      Consent::kEmpty,
                                   Consent::kEmpty,   Consent::kUnclear,
                                   Consent::kUndated, Consent::kRanOut};
    return kOthers[dice_.Below(std::size(kOthers))];
  }

  // A contact's date of birth is rarely on a school's system.
  void AddPupils(const Family& family) {
    bool any = false;
    if (!dice_.Chance(kAtTheSchool)) return;
    for (const Person& child : family.children) {
      if (AgeInYears(child) < 4 || AgeInYears(child) > 11) continue;
      std::optional<Support> support;
      if (dice_.Chance(kPupilWithEarlyHelp)) support = NewSupport("121");
      Add(Agency::kSchool, child, true, std::move(support));
      any = true;
    }
    if (any) AddContacts(family);
  }

  void AddContacts(const Family& family) {
    for (const Person& adult : family.adults) AddContact(adult);
    if (family.other_parent) AddContact(*family.other_parent);
  }

  void AddContact(Person adult) {
    Add(Agency::kSchool, adult, false, std::nullopt);
    if (dice_.Chance(70)) holdings_.back().person.born.reset();
  }

  // Some toddlers are seen at the other parent's address.
  void AddCaseload(const Family& family) {
    if (!dice_.Chance(kInHealthVisiting)) return;
    bool plus = false;
    for (Person child : family.children) {
      if (AgeInYears(child) > 4) continue;
      if (family.other_parent && dice_.Chance(30)) {
        child.house = family.other_parent->house;
        child.street = family.other_parent->street;
        child.postcode = family.other_parent->postcode;
      }
      std::optional<Support> support;
      if (dice_.Chance(kHealthVisitingPlus)) support = NewSupport("114");
      plus = plus || support.has_value();
      Add(Agency::kHealthVisiting, child, true, std::move(support));
    }
    if (plus) {
      Add(Agency::kHealthVisiting, family.adults[0], false, NewSupport("114"));
    }
  }

  void AddTenants(const Family& family) {
    if (!dice_.Chance(kTenants)) return;
    for (const Person& adult : family.adults) {
      std::optional<Support> support;
      if (dice_.Chance(kTenantWithSupport)) support = NewSupport("131");
      Add(Agency::kHomes, adult, false, std::move(support));
    }
  }

  // One agreement for the episode; each person is a row of it.
  void AddEpisodes(const Family& family) {
    if (!dice_.Chance(kInEarlyHelp)) return;
    Support episode = NewSupport("101");
    episode.leads = dice_.Chance(80);
    if (dice_.Chance(60)) {
      episode.assessment_kind =
          dice_.Chance(70) ? "multi-agency" : "whole family";
      episode.assessed = episode.since + 30;
    }
    if (dice_.Chance(12)) episode.ended = today_ - 40;
    for (const Person& child : family.children) {
      Add(Agency::kEarlyHelp, child, true, episode);
    }
    Add(Agency::kEarlyHelp, family.adults[0], false, episode);
  }

  void AddCharity(const Family& family) {
    if (!dice_.Chance(kAtTheCharity)) return;
    const Support support = NewSupport("141");
    Add(Agency::kCharity, family.adults[0], false, support);
    for (const Person& child : family.children) {
      if (dice_.Chance(60)) Add(Agency::kCharity, child, true, support);
    }
  }

  const absl::CivilDay today_;
  Dice& dice_;
  std::size_t family_ = 100;  // Below it are the families of the story.
  std::vector<Holding> holdings_;
};

}  // namespace

std::vector<Holding> SpreadFamilies(const std::vector<Family>& families,
                                    absl::CivilDay today, Dice& dice) {
  Spreader spreader(today, dice);
  for (const Family& family : families) spreader.Spread(family);
  return spreader.Take();
}

}  // namespace kith::deploy
