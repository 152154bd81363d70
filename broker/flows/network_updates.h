// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_NETWORK_UPDATES_H_
#define KITH_BROKER_FLOWS_NETWORK_UPDATES_H_

#include <cstdint>
#include <vector>

#include "keys/network/history.h"
#include "keys/network/network.h"
#include "kith/link/v1/link.pb.h"

namespace kith::broker {

// What brings an agent from version `from` of the network file to the present
// one: the file with the versions between, in several messages if they are
// many. Without those where the history lacks one; the agent then says what it
// misses.
std::vector<link::v1::ToAgent> NetworkUpdates(std::uint64_t from,
                                              const Network& present,
                                              const NetworkHistory& history);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_NETWORK_UPDATES_H_
