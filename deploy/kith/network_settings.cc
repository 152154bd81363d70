// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_settings.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_signing.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {

absl::StatusOr<std::uint64_t> ChangeSettings(const std::string& network_dir,
                                             const SettingChanges& changes,
                                             absl::Time now) {
  const std::string folder = In(network_dir, "administrator");
  KITH_ASSIGN_OR_RETURN(const std::shared_ptr<const Network> network,
                        Network::Load(In(folder, "network.kith")));
  KITH_ASSIGN_OR_RETURN(const Administrator administrator,
                        Administrator::Load(folder));
  KITH_RETURN_IF_ERROR(
      WorkingDays::FromHolidays(changes.bank_holidays).status());
  network::v1::NetworkFile file = NextVersion(*network, now);
  const std::string before = file.SerializeAsString();
  if (changes.desk_agency.has_value()) {
    if (!changes.desk_agency->empty() &&
        network->FindAgency(*changes.desk_agency) == nullptr) {
      return absl::NotFoundError(
          absl::StrCat("desk-agency: the network has no `",
                       *changes.desk_agency, "`; kith network print"));
    }
    file.mutable_desk()->set_operated_by(*changes.desk_agency);
  }
  if (changes.quorum.has_value()) {
    // For a release the asker does not count, nor whoever operates the broker.
    if (*changes.quorum > 0 &&
        static_cast<int>(*changes.quorum) + 2 > file.agencies_size()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "quorum: ", *changes.quorum, " others of ", file.agencies_size(),
          " agencies could never be there; at most the agencies less two"));
    }
    file.set_quorum(*changes.quorum);
  }
  auto& rule = *file.mutable_witnesses();
  if (changes.witness_hours) rule.set_ordinary_hours(*changes.witness_hours);
  if (changes.witness_hours_urgent) {
    rule.set_urgent_hours(*changes.witness_hours_urgent);
  }
  if (changes.witness_trial) rule.set_only_warns(*changes.witness_trial);
  if (rule.ByteSizeLong() == 0) file.clear_witnesses();
  if (changes.keyholder_log_key.has_value()) {
    if (changes.keyholder_log_key->size() != kPublicKeyBytes ||
        file.key_holders_size() != 1) {
      return absl::InvalidArgumentError(
          "keyholder-log-key: 64 hexadecimal digits, of the network's one key "
          "holder; its program logs them at its start");
    }
    file.mutable_key_holders(0)->set_log_key(*changes.keyholder_log_key);
  }
  if (changes.legal_hold.has_value()) {
    file.mutable_retention()->set_legal_hold(*changes.legal_hold);
  }
  auto& days = *file.mutable_bank_holidays();
  for (const std::string& day : changes.bank_holidays) {
    if (std::find(days.begin(), days.end(), day) == days.end()) {
      *days.Add() = day;
    }
  }
  std::sort(days.begin(), days.end());
  if (file.SerializeAsString() == before) {
    return absl::InvalidArgumentError("nothing would change; see --help");
  }
  KITH_ASSIGN_OR_RETURN(const std::string signed_file,
                        SignNetworkFile(file, administrator.signer));
  KITH_RETURN_IF_ERROR(ReplaceCopies(network_dir, signed_file));
  return file.version();
}

}  // namespace kith::deploy
