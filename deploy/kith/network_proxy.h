// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_PROXY_H_
#define KITH_DEPLOY_KITH_NETWORK_PROXY_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "keys/network/network.h"

namespace kith::deploy {

// Where a program behind the proxy listens: "broker", "enrol" (the broker's
// enrol_listen) or a key holder's id, to host:port.
using Backends = std::map<std::string, std::string>;

// An HAProxy configuration that lets the broker, enrolment and the key holders
// be reached at one name and port: it passes connections on by the server name
// that their first message asks for, and opens none of them (TLS ends at the
// programs). It listens at `listen`, host:port. What names no program of the
// network is closed. Enrolment may be left out: it can have an address of its
// own.
//
// INVALID_ARGUMENT, naming it, if a backend is missing or none of the network;
// FAILED_PRECONDITION if a key holder's id is one of the other two names.
absl::StatusOr<std::string> ProxyConfiguration(const Network& network,
                                               const Backends& backends,
                                               const std::string& listen);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_PROXY_H_
