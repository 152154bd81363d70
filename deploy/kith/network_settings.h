// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_SETTINGS_H_
#define KITH_DEPLOY_KITH_NETWORK_SETTINGS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/kith/network_signing.h"

namespace kith::deploy {

// What is to change; whatever is not given stays.
struct SettingChanges {
  // Whose people answer at the desk, by its id; empty: nobody's.
  std::optional<std::string> desk_agency;
  // How many other agencies must have confirmed the log: 0 to 16.
  std::optional<std::uint32_t> quorum;
  // How long their word is fresh enough for ordinary questions and for urgent
  // access, in hours; whether nothing is refused when it is not.
  std::optional<std::uint32_t> witness_hours;
  std::optional<std::uint32_t> witness_hours_urgent;
  std::optional<bool> witness_trial;
  // Whether nothing may be erased because its time is over.
  std::optional<bool> legal_hold;
  // The public key, 32 bytes, that the key holder signs its log with.
  std::optional<std::string> keyholder_log_key;
  // host:port where agencies enrol by a code; empty: nowhere.
  std::optional<std::string> enrol_address;
  // host:port where agents reach the broker, and each key holder, by its id.
  std::optional<std::string> broker_address;
  std::map<std::string, std::string> keyholder_addresses;
  // "2026-12-25": added to those there are.
  std::vector<std::string> bank_holidays;
};

// Signs the next version of the network file with other settings, in all copies
// under `network_dir`; what became of it. NOT_FOUND for an agency or a key
// holder the network does not have, INVALID_ARGUMENT, naming what is wrong, if
// nothing would change, a word is no date, or the quorum is more than other
// agencies there are.
absl::StatusOr<SignedVersion> ChangeSettings(const std::string& network_dir,
                                             const SettingChanges& changes,
                                             absl::Time now);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_SETTINGS_H_
