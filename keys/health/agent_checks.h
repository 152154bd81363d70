// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_AGENT_CHECKS_H_
#define KITH_KEYS_HEALTH_AGENT_CHECKS_H_

#include <string>

#include "keys/health/finding.h"
#include "keys/health/setup.h"

namespace kith::health {

// The desk's socket, of an agent that `runs` or does not.
Finding DeskSocketAt(const std::string& path, bool runs);

// Who may use the desk: somebody for data protection, somebody for IT, and the
// console's account nobody's own.
Findings Staff(const config::v1::AgentConfig& config, bool test_network);

// Folders in which exports are left, and what earlier imports left in them.
Findings WatchedFolders(const Setup& setup);

// The proxy's password file.
Finding ProxyPassword(const Setup& setup);

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_AGENT_CHECKS_H_
