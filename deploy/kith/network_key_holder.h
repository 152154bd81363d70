// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_KEY_HOLDER_H_
#define KITH_DEPLOY_KITH_NETWORK_KEY_HOLDER_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/kith/network_signing.h"
#include "keys/base/random.h"

namespace kith::deploy {

struct KeyHolderOptions {
  std::string id;       // "keyholder-2"
  std::string name;     // Its organisation, in words.
  std::string address;  // host:port
  std::string agency;   // The agency that runs it; empty: none does.
};

// Adds a key holder to the network under `network_dir`, with the next share
// index and no share yet: its folder <network_dir>/<id> with its log key, its
// database key, its certificate and its configuration. Then the next version of
// the network file as SignNextVersion. INVALID_ARGUMENT for an id, name or
// address that does not do; ALREADY_EXISTS if it, or its folder, is there.
absl::StatusOr<SignedVersion> AddKeyHolder(const std::string& network_dir,
                                           const KeyHolderOptions& options,
                                           absl::Time now, Random& random);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_KEY_HOLDER_H_
