// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_settings.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {

namespace {

using network::v1::NetworkFile;

absl::Status ChangeDesk(const SettingChanges& changes, NetworkFile& file) {
  if (!changes.desk_agency) return absl::OkStatus();
  const auto& agencies = file.agencies();
  if (!changes.desk_agency->empty() &&
      std::none_of(agencies.begin(), agencies.end(), [&](const auto& agency) {
        return agency.id() == *changes.desk_agency;
      })) {
    return absl::NotFoundError(absl::StrCat("desk-agency: the network has no `",
                                            *changes.desk_agency,
                                            "`; kith network print"));
  }
  file.mutable_desk()->set_operated_by(*changes.desk_agency);
  return absl::OkStatus();
}

absl::Status ChangeQuorum(const SettingChanges& changes, NetworkFile& file) {
  if (!changes.quorum) return absl::OkStatus();
  // For a release the asker does not count, nor whoever operates the broker.
  if (*changes.quorum > 0 &&
      static_cast<int>(*changes.quorum) + 2 > file.agencies_size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "quorum: ", *changes.quorum, " others of ", file.agencies_size(),
        " agencies could never be there; at most the agencies less two"));
  }
  file.set_quorum(*changes.quorum);
  return absl::OkStatus();
}

void ChangeWitnesses(const SettingChanges& changes, NetworkFile& file) {
  auto& rule = *file.mutable_witnesses();
  if (changes.witness_hours) rule.set_ordinary_hours(*changes.witness_hours);
  if (changes.witness_hours_urgent) {
    rule.set_urgent_hours(*changes.witness_hours_urgent);
  }
  if (changes.witness_trial) rule.set_only_warns(*changes.witness_trial);
  if (rule.ByteSizeLong() == 0) file.clear_witnesses();
}

absl::Status ChangeLogKey(const SettingChanges& changes, NetworkFile& file) {
  if (!changes.keyholder_log_key) return absl::OkStatus();
  if (changes.keyholder_log_key->size() != kPublicKeyBytes ||
      file.key_holders_size() != 1) {
    return absl::InvalidArgumentError(
        "keyholder-log-key: 64 hexadecimal digits, of the network's one key "
        "holder; its program logs them at its start");
  }
  file.mutable_key_holders(0)->set_log_key(*changes.keyholder_log_key);
  return absl::OkStatus();
}

absl::Status CheckAddress(absl::string_view what, absl::string_view address) {
  const std::size_t colon = address.rfind(':');
  const absl::string_view host = address.substr(0, colon);
  const bool is_bracketed = absl::StartsWith(host, "[") &&
                            absl::EndsWith(host, "]") && host.size() > 2;
  const auto is_good = [&](char letter) {
    return absl::ascii_isalnum(static_cast<unsigned char>(letter)) ||
           absl::StrContains("-._", letter) ||
           (is_bracketed && absl::StrContains("[]:", letter));
  };
  const auto is_digit = [](char letter) {
    return absl::ascii_isdigit(static_cast<unsigned char>(letter));
  };
  const absl::string_view digits = colon == absl::string_view::npos
                                       ? absl::string_view()
                                       : address.substr(colon + 1);
  std::uint32_t port = 0;
  if (!host.empty() && std::all_of(host.begin(), host.end(), is_good) &&
      std::all_of(digits.begin(), digits.end(), is_digit) &&
      absl::SimpleAtoi(digits, &port) && port > 0 && port < 65536) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      what, ": host:port, without https://; an IPv6 address in brackets"));
}

absl::Status ChangeAddresses(const SettingChanges& changes, NetworkFile& file) {
  if (changes.broker_address) {
    KITH_RETURN_IF_ERROR(
        CheckAddress("broker-address", *changes.broker_address));
    file.mutable_broker()->set_address(*changes.broker_address);
  }
  for (const auto& named : changes.keyholder_addresses) {
    const std::string& id = named.first;
    KITH_RETURN_IF_ERROR(CheckAddress("keyholder-address", named.second));
    auto& holders = *file.mutable_key_holders();
    const auto holder =
        std::find_if(holders.begin(), holders.end(),
                     [&](const auto& one) { return one.id() == id; });
    if (holder == holders.end()) {
      return absl::NotFoundError(
          absl::StrCat("keyholder-address: the network has no key holder `", id,
                       "`; kith network print"));
    }
    holder->set_address(named.second);
  }
  return absl::OkStatus();
}

void AddHolidays(const SettingChanges& changes, NetworkFile& file) {
  auto& days = *file.mutable_bank_holidays();
  for (const std::string& day : changes.bank_holidays) {
    if (std::find(days.begin(), days.end(), day) == days.end()) {
      *days.Add() = day;
    }
  }
  std::sort(days.begin(), days.end());
}

}  // namespace

absl::StatusOr<SignedVersion> ChangeSettings(const std::string& network_dir,
                                             const SettingChanges& changes,
                                             absl::Time now) {
  KITH_RETURN_IF_ERROR(
      WorkingDays::FromHolidays(changes.bank_holidays).status());
  return SignNextVersion(
      network_dir, now, [&](NetworkFile& file) -> absl::Status {
        KITH_RETURN_IF_ERROR(ChangeDesk(changes, file));
        KITH_RETURN_IF_ERROR(ChangeQuorum(changes, file));
        ChangeWitnesses(changes, file);
        KITH_RETURN_IF_ERROR(ChangeLogKey(changes, file));
        if (changes.legal_hold) {
          file.mutable_retention()->set_legal_hold(*changes.legal_hold);
        }
        if (changes.enrol_address) {
          file.mutable_broker()->set_enrol_address(*changes.enrol_address);
        }
        KITH_RETURN_IF_ERROR(ChangeAddresses(changes, file));
        AddHolidays(changes, file);
        return absl::OkStatus();
      });
}

}  // namespace kith::deploy
