// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_PROXY_H_
#define KITH_AGENT_PROXY_H_

#include <string>

#include "absl/status/statusor.h"
#include "kith/config/v1/config.pb.h"

namespace kith::agent {

// The configured proxy as channels take it, "http://user:password@host:port",
// or empty if there is none. The password is read from its file, which must be
// its owner's alone; it is part of the result and is never logged. Codes as
// Secret::FromFile; INVALID_ARGUMENT for an address that is not host:port.
absl::StatusOr<std::string> ProxyUri(const config::v1::AgentConfig& config,
                                     const std::string& config_path);

}  // namespace kith::agent

#endif  // KITH_AGENT_PROXY_H_
