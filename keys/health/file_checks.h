// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_FILE_CHECKS_H_
#define KITH_KEYS_HEALTH_FILE_CHECKS_H_

#include "absl/time/time.h"
#include "keys/health/finding.h"
#include "keys/health/setup.h"
#include "keys/network/network.h"

namespace kith::health {

// The folder of the configuration and every secret file in it: there, its
// owner's alone, of its length, and the one that the network file names.
// `network` may be null: then that is left out.
Findings KeyFiles(const Setup& setup, const Network* network);

// The program's own certificate and its key.
Findings OwnCertificate(const Setup& setup, const Network* network,
                        absl::Time now);

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_FILE_CHECKS_H_
