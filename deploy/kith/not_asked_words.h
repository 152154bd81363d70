// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NOT_ASKED_WORDS_H_
#define KITH_DEPLOY_KITH_NOT_ASKED_WORDS_H_

#include <string>

#include "kith/network/v1/network.pb.h"

namespace kith::deploy {

// For a practitioner who has not asked the family yet: what to say to them, in
// the network's own words, and what comes after yes and after no. Nothing is
// asked of anybody.
std::string NotAskedWords(const network::v1::NetworkFile& file,
                          const std::string& language);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NOT_ASKED_WORDS_H_
