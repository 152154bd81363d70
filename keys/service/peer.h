// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_SERVICE_PEER_H_
#define KITH_KEYS_SERVICE_PEER_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/network/network.h"
#include "keys/tls/certificate.h"

namespace grpc {
class ServerContextBase;
}

namespace kith {

// An agency that calls, and the certificate it calls with.
struct Caller {
  std::string agency;
  CertificateFacts certificate;
};

// After how many milliseconds a connection takes no new call and the caller makes
// another, with the certificate it has then. Streams go on. An hour; in a test
// network ten seconds.
int ConnectionAgeMs(const Network& network);

// UNAUTHENTICATED, in words, unless the agency takes part in the network now
// and its certificate is in force: not revoked, not ended, not of before its
// keys were replaced. To be asked at each call, and again and again of a
// stream.
absl::Status CheckCaller(const Caller& caller, const Network& network,
                         absl::Time now);

// Who calls, after CheckCaller. UNAUTHENTICATED if it is no agency of this
// network.
absl::StatusOr<Caller> CallerOf(const grpc::ServerContextBase& context,
                                const Network& network, absl::Time now);
// Its id alone.
absl::StatusOr<std::string> CallingAgency(
    const grpc::ServerContextBase& context, const Network& network,
    absl::Time now);

}  // namespace kith

#endif  // KITH_KEYS_SERVICE_PEER_H_
