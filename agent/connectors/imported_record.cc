// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/imported_record.h"

namespace kith::agent {
namespace {

constexpr int kMonthsWithoutEnd = 12;

}  // namespace

absl::string_view GapInGround(const std::optional<ImportedGround>& ground,
                              absl::CivilDay today) {
  if (!ground.has_value()) return "not recorded";
  switch (ground->agreed) {
    case Agreed::kNotRecorded:
      return "not recorded";
    case Agreed::kNo:
      return "the family said no";
    case Agreed::kUnclear:
      return "neither yes nor no";
    case Agreed::kYes:
      break;
  }
  if (ground->agreed_by.empty()) return "who agreed is missing";
  if (!ground->agreed_on.has_value()) return "the date is missing";
  if (*ground->agreed_on > today) return "dated in the future";
  if (LastDay(*ground) < today) return "has run out";
  if (!ground->recipients_all && ground->recipients.empty()) {
    return "who may be told is missing";
  }
  if (ground->purposes.empty()) return "the purpose is missing";
  return ground->evidence.empty() ? "where the agreement is kept is missing"
                                  : "";
}

absl::CivilDay LastDay(const ImportedGround& ground) {
  const absl::CivilMonth agreed(*ground.agreed_on);
  return ground.until.value_or(absl::CivilDay(agreed + kMonthsWithoutEnd));
}

bool IsOpen(const ImportedInvolvement& involvement, absl::CivilDay today) {
  if (involvement.status == SupportStatus::kRecentlyClosed) return false;
  return !involvement.ended.has_value() || *involvement.ended >= today;
}

}  // namespace kith::agent
