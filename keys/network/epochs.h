// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_NETWORK_EPOCHS_H_
#define KITH_KEYS_NETWORK_EPOCHS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "kith/network/v1/network.pb.h"

// What the network file says of token keys: pure look-ups and the check of a
// file.
namespace kith {

// INVALID_ARGUMENT, naming the epoch, unless numbers ascend, at least one epoch
// is asked by, and of an epoch in shares each share is a key holder's, each
// weighed share is what its share and its pair make it, and each pair adds up
// to the epoch's key.
absl::Status CheckEpochs(const network::v1::NetworkFile& file);

// Whether it takes two key holders.
inline bool IsShared(const network::v1::Epoch& epoch) {
  return epoch.threshold() > 1;
}
// Neither published under nor asked by.
inline bool IsRetired(const network::v1::Epoch& epoch) {
  return !epoch.publish() && !epoch.ask();
}

// Share indexes of the two who evaluate together.
struct SharePair {
  std::uint32_t first;
  std::uint32_t second;

  friend bool operator==(const SharePair&, const SharePair&) = default;
};
// Every pair once, by index.
std::vector<SharePair> PairsOf(const network::v1::Epoch& epoch);

// What `index` evaluates under in a pair with `with`; empty if they are none.
const std::string& WeighedKeyOf(const network::v1::Epoch& epoch,
                                std::uint32_t index, std::uint32_t with);

// Fills in `weighted` and `threshold` of an epoch in shares from its `shares`.
// INVALID_ARGUMENT if one is no public key.
absl::Status WeighShares(network::v1::Epoch& epoch);

}  // namespace kith

#endif  // KITH_KEYS_NETWORK_EPOCHS_H_
