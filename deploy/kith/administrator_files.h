// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_ADMINISTRATOR_FILES_H_
#define KITH_DEPLOY_KITH_ADMINISTRATOR_FILES_H_

#include "absl/status/status.h"
#include "deploy/kith/network_signing.h"

namespace kith::deploy {

// FAILED_PRECONDITION, saying whose key it is not, unless `names` has the
// administrator by this name and key.
absl::Status CheckIsNamed(const network::v1::NetworkFile& names,
                          const Administrator& administrator);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_ADMINISTRATOR_FILES_H_
