// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agency_card.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "keys/base/status_macros.h"
#include "keys/network/agency_card.h"

namespace kith::deploy {
namespace {

// A card is read in a terminal too.
bool IsOneLine(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_iscntrl(static_cast<unsigned char>(c));
  });
}

absl::Status PutTexts(const CardChanges& changes, network::v1::Agency& agency) {
  const struct {
    const char* option;
    const std::optional<std::string>& given;
    std::string& text;
  } texts[] = {{"about", changes.about, *agency.mutable_about()},
               {"ages", changes.ages, *agency.mutable_ages()},
               {"area", changes.area, *agency.mutable_area()},
               {"how-to-ask", changes.how_to_ask, *agency.mutable_how_to_ask()},
               {"hours", changes.hours, *agency.mutable_hours()}};
  for (const auto& [option, given, text] : texts) {
    if (!given) continue;
    if (!IsOneLine(*given)) {
      return absl::InvalidArgumentError(
          absl::StrCat(option, ": one line, without tabs"));
    }
    text = *given;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status PutCard(const CardChanges& changes, absl::Time now,
                     network::v1::Agency& agency) {
  KITH_RETURN_IF_ERROR(PutTexts(changes, agency));
  const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
  if (changes.confirmed) {
    agency.set_last_confirmed(*changes.confirmed == "today"
                                  ? absl::FormatCivilTime(today)
                                  : *changes.confirmed);
  }
  KITH_RETURN_IF_ERROR(CheckAgencyCard(agency));
  absl::CivilDay day;
  if (changes.confirmed &&
      absl::ParseCivilTime(agency.last_confirmed(), &day) && day > today) {
    return absl::InvalidArgumentError(
        "confirmed: that day is still to come; say when the agency last read "
        "its card");
  }
  return absl::OkStatus();
}

absl::StatusOr<SignedVersion> ChangeCard(const std::string& network_dir,
                                         const std::string& agency,
                                         const CardChanges& changes,
                                         absl::Time now) {
  return SignNextVersion(
      network_dir, now, [&](network::v1::NetworkFile& file) -> absl::Status {
        KITH_ASSIGN_OR_RETURN(network::v1::Agency* const found,
                              AgencyIn(file, agency));
        return PutCard(changes, now, *found);
      });
}

}  // namespace kith::deploy
