// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_MEMBERSHIP_STATEMENTS_H_
#define KITH_AGENT_FLOWS_MEMBERSHIP_STATEMENTS_H_

#include <string>

#include "absl/time/time.h"
#include "agent/flows/renew_flow.h"
#include "keys/network/network.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// What the doctor says of this agency's membership: check "agreement".
void SayStanding(const Network& network, const std::string& agency,
                 absl::Time now, desk::v1::DoctorReply& reply);

// And of its certificate: check "certificate".
void SayCertificate(const RenewFlow::State& certificate, absl::Time now,
                    desk::v1::DoctorReply& reply);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_MEMBERSHIP_STATEMENTS_H_
