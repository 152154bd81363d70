// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_NETWORK_CHECKS_H_
#define KITH_KEYS_HEALTH_NETWORK_CHECKS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "keys/health/finding.h"
#include "keys/health/setup.h"
#include "keys/network/network.h"

namespace kith::health {

// Why the network file at `path` could not be read, by what Network::Load said.
Finding NetworkFileUnread(const std::string& path, const absl::Status& why);

// Its version and age, whether it is for tests, the rules it carries.
Findings NetworkFileRead(const Network& network, absl::Time now);

// Against the version that the broker holds.
Finding NetworkFileAgainst(const Network& network, std::uint64_t brokers);

// Whether the file names the program, and how it stands there.
Finding Membership(const Setup& setup, const Network& network, absl::Time now);

// Who could put an enquiry's parts together: the key holders, and who runs
// them.
Findings KeyHolders(const Network& network);

// Cosignatures that the file asks for, and whether its agencies can give them.
Finding Quorum(const Network& network);

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_NETWORK_CHECKS_H_
