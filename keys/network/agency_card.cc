// SPDX-License-Identifier: Apache-2.0
#include "keys/network/agency_card.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace kith {

absl::Status CheckAgencyCard(const network::v1::Agency& agency) {
  const struct {
    const char* field;
    const std::string& text;
    std::size_t most;
  } texts[] = {{"about", agency.about(), kMaxAboutBytes},
               {"ages", agency.ages(), kMaxCardTextBytes},
               {"area", agency.area(), kMaxCardTextBytes},
               {"how-to-ask", agency.how_to_ask(), kMaxCardTextBytes},
               {"hours", agency.hours(), kMaxCardTextBytes}};
  for (const auto& [field, text, most] : texts) {
    if (text.size() > most) {
      return absl::InvalidArgumentError(
          absl::StrCat(field, ": at most ", most, " bytes"));
    }
  }
  absl::CivilDay day;
  if (!agency.last_confirmed().empty() &&
      !absl::ParseCivilTime(agency.last_confirmed(), &day)) {
    return absl::InvalidArgumentError("confirmed: a day, like 2026-11-20");
  }
  return absl::OkStatus();
}

}  // namespace kith
