// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_MEMBERSHIP_STATEMENTS_H_
#define KITH_AGENT_FLOWS_MEMBERSHIP_STATEMENTS_H_

#include "absl/time/time.h"
#include "agent/flows/renew_flow.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// What the doctor says of this agency's certificate and its renewal: check
// "certificate". Its standing is among what health::LookFromInside finds.
void SayCertificate(const RenewFlow::State& certificate, absl::Time now,
                    desk::v1::DoctorReply& reply);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_MEMBERSHIP_STATEMENTS_H_
