// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_RELAY_GRPC_RENEWALS_H_
#define KITH_AGENT_RELAY_GRPC_RENEWALS_H_

#include <memory>
#include <string>

#include "agent/relay/renewals.h"

namespace grpc {
class Channel;
}

namespace kith::agent {

// Renewals at the broker that `channel` leads to; coming back without a
// certificate at the address where agencies enrol, through `proxy` as
// DialBroker.
std::unique_ptr<Renewals> MakeRenewals(std::shared_ptr<grpc::Channel> channel,
                                       std::string proxy);

}  // namespace kith::agent

#endif  // KITH_AGENT_RELAY_GRPC_RENEWALS_H_
