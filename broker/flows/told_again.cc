// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/told_again.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "keys/base/status_macros.h"
#include "keys/network/standing.h"

namespace kith::broker {
namespace {

std::string SettingOf(const std::string& agency) {
  return absl::StrCat(kToTellSetting, agency);
}

}  // namespace

absl::StatusOr<bool> IsToTellAgain(StoreTransaction& transaction,
                                   const std::string& agency) {
  KITH_ASSIGN_OR_RETURN(const std::string waits_for,
                        transaction.GetSetting(SettingOf(agency)));
  return !waits_for.empty();
}

absl::Status HasToldAgain(StoreTransaction& transaction,
                          const std::string& agency,
                          const std::string& index_id) {
  KITH_ASSIGN_OR_RETURN(const std::string waits_for,
                        transaction.GetSetting(SettingOf(agency)));
  if (waits_for.empty() || waits_for != index_id) return absl::OkStatus();
  return transaction.PutSetting(SettingOf(agency), "");
}

absl::Status CheckToldAgain(StoreTransaction& transaction,
                            const Network& network, absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const std::string recovered,
                        transaction.GetSetting(kRecoveredSetting));
  if (recovered.empty()) return absl::OkStatus();
  std::vector<std::string> missing;
  for (const auto& agency : network.file().agencies()) {
    if (!TakesPart(&agency, now)) continue;
    KITH_ASSIGN_OR_RETURN(const bool is_to_tell,
                          IsToTellAgain(transaction, agency.id()));
    if (is_to_tell) missing.push_back(agency.id());
  }
  if (missing.empty()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(
      "recovered from a mirror: these agencies have not told again what was "
      "withdrawn with them: ",
      absl::StrJoin(missing, ", ")));
}

}  // namespace kith::broker
