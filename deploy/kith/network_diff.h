// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_DIFF_H_
#define KITH_DEPLOY_KITH_NETWORK_DIFF_H_

#include <string>
#include <vector>

#include "kith/network/v1/network.pb.h"

namespace kith::deploy {

// What `after` changes in `before`, one sentence each, for whoever is to sign
// it. Nothing is left out: what has no words of its own is shown field by
// field. Empty if only the number and the time differ.
std::vector<std::string> NetworkDiff(const network::v1::NetworkFile& before,
                                     const network::v1::NetworkFile& after);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_DIFF_H_
