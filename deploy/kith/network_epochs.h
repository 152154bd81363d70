// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_EPOCHS_H_
#define KITH_DEPLOY_KITH_NETWORK_EPOCHS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/base/random.h"
#include "keys/network/network.h"

namespace kith::deploy {

// A key of a new epoch, dealt.
struct Ceremony {
  network::v1::Epoch epoch;  // What goes into the network file.
  // The record, for those present to sign on paper. A text protobuf of `epoch`
  // below lines that people read; it holds no secret.
  std::string record;
};

// Draws a token key, splits it among the key holders of `network` and writes
// each its share, epoch-N.key, into the folder at its place in `folders`, which
// are in the order of the share indexes. The key itself is in locked memory
// only and gone when this returns; nothing else is written.
//
// FAILED_PRECONDITION if the network has fewer than two key holders, or a share
// file of that name is there. INVALID_ARGUMENT unless there is one folder for
// each, no two the same. If one cannot be written those that were are
// destroyed.
absl::StatusOr<Ceremony> HoldCeremony(const Network& network,
                                      const std::vector<std::string>& folders,
                                      absl::Time now, Random& random);

// The epoch that a record describes. INVALID_ARGUMENT, with the line, if it is
// none.
absl::StatusOr<network::v1::Epoch> ReadRecord(const std::string& path);

// How the epochs of a network file change. INVALID_ARGUMENT naming the step
// that comes before.
//
// Agencies publish under it beside the others; no question carries it.
absl::Status AddEpoch(const network::v1::Epoch& epoch,
                      network::v1::NetworkFile& file);
// Questions carry it too.
absl::Status AskEpoch(std::uint32_t number, network::v1::NetworkFile& file);
// Its rows are deleted and its shares destroyed; another must be asked by.
absl::Status RetireEpoch(std::uint32_t number, network::v1::NetworkFile& file);
// Two shares may be known to somebody: all others are retired first, and this
// one is published and asked by from now on. Negatives say that the index is
// being rebuilt until every agency has published again.
absl::Status ReplaceEpochs(const network::v1::Epoch& epoch,
                           network::v1::NetworkFile& file);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_EPOCHS_H_
