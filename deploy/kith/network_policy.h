// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_POLICY_H_
#define KITH_DEPLOY_KITH_NETWORK_POLICY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/kith/network_signing.h"

namespace kith::deploy {

// Proves the rules in `policy_file` by the network's own words, and signs the
// next version of the network file with them. The administrator's, the broker's
// and the key holder's copy are replaced in place, as by AddAgency, unless a
// second signature is missing.
//
// INVALID_ARGUMENT, with everything that is wrong, for rules that do not keep
// what they promise, or whose version is not above the one in force. Then
// nothing is changed.
absl::StatusOr<SignedVersion> ReplacePolicy(const std::string& network_dir,
                                            const std::string& policy_file,
                                            absl::Time now);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_POLICY_H_
