// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_OWN_RETENTION_H_
#define KITH_AGENT_FLOWS_OWN_RETENTION_H_

#include "agent/flows/parts.h"
#include "keys/tlog/retention_flow.h"

namespace kith::agent {

// What an agency's own log holds, and beside it who asked about its people,
// whom it answered and on what that was decided, goes after the network file's
// `retention.agency_details` days. `parts` must outlive what is made of it.
tlog::RetentionFlow::Parts OwnRetention(const Parts& parts);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_OWN_RETENTION_H_
