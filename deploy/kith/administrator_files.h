// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_ADMINISTRATOR_FILES_H_
#define KITH_DEPLOY_KITH_ADMINISTRATOR_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/kith/network_signing.h"

namespace kith::deploy {

// FAILED_PRECONDITION, saying whose key it is not, unless `names` has the
// administrator by this name and key.
absl::Status CheckIsNamed(const network::v1::NetworkFile& names,
                          const Administrator& administrator);

// Proposes the network under `network_dir` with one administrator more, by
// their public part, or one less. Whoever is new signs too. Codes as
// SignNextVersion; ALREADY_EXISTS, NOT_FOUND.
absl::StatusOr<SignedVersion> AddAdministratorTo(const std::string& network_dir,
                                                 const std::string& part_path,
                                                 absl::Time now);
absl::StatusOr<SignedVersion> RemoveAdministrator(
    const std::string& network_dir, const std::string& name, absl::Time now);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_ADMINISTRATOR_FILES_H_
