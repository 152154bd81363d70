// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_SERVICE_PEER_H_
#define KITH_KEYS_SERVICE_PEER_H_

#include <string>

#include "absl/status/statusor.h"
#include "keys/network/network.h"

namespace grpc {
class ServerContextBase;
}

namespace kith {

// The agency that calls, from its certificate. UNAUTHENTICATED if it is none
// of this network, or suspended: so a revoked agency is refused call by call.
absl::StatusOr<std::string> CallingAgency(
    const grpc::ServerContextBase& context, const Network& network);

}  // namespace kith

#endif  // KITH_KEYS_SERVICE_PEER_H_
