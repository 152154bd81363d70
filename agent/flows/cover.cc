// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/cover.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "keys/base/status_macros.h"

namespace kith::agent {

absl::Status PutCoverIn(Register& people, absl::Time now,
                        std::vector<Involvement>& involvements) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::CivilDay today = absl::ToCivilDay(now, utc);
  for (Involvement& involvement : involvements) {
    KITH_ASSIGN_OR_RETURN(const Cover cover, people.CoverOf(involvement.ref));
    absl::CivilDay until;
    if (cover.contact.empty() || !absl::ParseCivilTime(cover.until, &until) ||
        until < today) {
      continue;
    }
    involvement.worker = absl::StrCat(
        "duty line (your contact is away until ",
        absl::FormatTime("%-d %b", absl::FromCivil(until, utc), utc), ")");
    involvement.contact = cover.contact;
  }
  return absl::OkStatus();
}

}  // namespace kith::agent
