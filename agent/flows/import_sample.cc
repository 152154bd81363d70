// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/import_sample.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "agent/identity/date_of_birth.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr std::size_t kMostShown = 20;

std::string DateText(const DateOfBirth& date) {
  if (date.quality == DateQuality::kNone) return "";
  if (date.quality == DateQuality::kWeak) return absl::StrCat(date.year);
  return absl::StrFormat("%04d-%02d-%02d", date.year, date.month, date.day);
}

std::string InvolvementText(const Involvement& involvement) {
  return absl::StrCat(involvement.service, ", ", involvement.level, ", ",
                      involvement.ended ? "ended" : involvement.status);
}

bool Holds(const Ground& ground, absl::Time now) {
  return !ground.imported && !ground.withdrawn &&
         ground.kind != GroundKind::kTouchOnly && ground.until > now;
}

absl::StatusOr<std::string> WhyNotListed(const ImportContext& context,
                                         const PlannedPerson& planned,
                                         Register& people) {
  if (!planned.involvement.has_value()) return "no involvement";
  if (planned.involvement->ended) return "the involvement has ended";
  if (planned.involvement->level == "universal") return kUniversalReason;
  if (planned.keys.empty()) return "nothing to be found by";
  KITH_ASSIGN_OR_RETURN(const ShieldKind by_hand,
                        people.ShieldOf(planned.person.ref));
  if (std::max(planned.shield, by_hand) != ShieldKind::kNone) {
    return "shielded";
  }
  if (planned.ground.has_value()) return "";
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                        people.GroundsOf(planned.person.ref));
  const bool agreed_here = std::any_of(
      grounds.begin(), grounds.end(),
      [&](const Ground& ground) { return Holds(ground, context.now); });
  return agreed_here ? "" : planned.gap;
}

}  // namespace

absl::Status AddSample(const ImportContext& context, const ImportPlan& plan,
                       Register& people, desk::v1::ImportReport& report) {
  const std::size_t all = plan.people.size();
  const std::size_t shown = std::min(all, kMostShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const PlannedPerson& planned = plan.people[i * all / shown];
    KITH_ASSIGN_OR_RETURN(const Identity identity,
                          ParseFromRegister(planned.person.identity));
    desk::v1::SampleRow& row = *report.add_sample();
    row.set_line(static_cast<std::uint32_t>(planned.line));
    row.mutable_forenames()->Add(identity.forenames.begin(),
                                 identity.forenames.end());
    row.mutable_surname()->Add(identity.surname.begin(),
                               identity.surname.end());
    row.mutable_previous_surnames()->Add(identity.previous_surnames.begin(),
                                         identity.previous_surnames.end());
    row.set_date_of_birth(DateText(identity.date_of_birth));
    row.set_postcode(
        identity.outward.empty()
            ? ""
            : absl::StrCat(identity.outward, " ", identity.inward));
    row.set_house(identity.house);
    row.set_unborn(identity.unborn);
    row.set_expected_date(FormatDateOfBirth(identity.expected_date));
    for (const Identifier& identifier : identity.identifiers) {
      row.add_identifiers(identifier.scheme);
    }
    if (planned.involvement.has_value()) {
      row.set_involvement(InvolvementText(*planned.involvement));
    }
    KITH_ASSIGN_OR_RETURN(const std::string why,
                          WhyNotListed(context, planned, people));
    row.set_listed(why.empty());
    row.set_not_listed(why);
  }
  return absl::OkStatus();
}

}  // namespace kith::agent
