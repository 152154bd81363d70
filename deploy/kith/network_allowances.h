// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_ALLOWANCES_H_
#define KITH_DEPLOY_KITH_NETWORK_ALLOWANCES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/kith/network_signing.h"

namespace kith::deploy {

// What is to change; whatever is not given stays.
struct AllowanceChanges {
  // "practitioner=30"; 0 takes the role's limit away.
  std::vector<std::string> roles;
  std::optional<std::uint32_t> lists;
  std::optional<std::uint32_t> repeats_most;
  std::optional<std::uint32_t> repeats_most_of_agency;
  // Of this agency, by its id.
  std::string agency;
  std::optional<std::uint32_t> ask_elements;
  std::optional<std::uint32_t> register_size;
  std::optional<std::uint32_t> grounds_a_day;
};

// Signs the next version of the network file with other allowances, in all
// copies under `network_dir`; what became of it. NOT_FOUND for an agency the
// network does not have, INVALID_ARGUMENT, naming what is wrong, if nothing
// would change or the file would not hold.
absl::StatusOr<SignedVersion> ChangeAllowances(const std::string& network_dir,
                                               const AllowanceChanges& changes,
                                               absl::Time now);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_ALLOWANCES_H_
