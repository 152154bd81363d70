// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_DOCTOR_CALL_H_
#define KITH_DEPLOY_KITH_DOCTOR_CALL_H_

#include "absl/time/time.h"
#include "keys/base/clock.h"
#include "keys/health/finding.h"
#include "keys/health/setup.h"

namespace kith::deploy {

// Calls the broker as the agent would, with its certificate, and compares what
// it says of itself: its clock, and the version of its network file. Nothing
// for a program that is no agent, or without its files.
health::Findings CallTheBroker(const health::Setup& setup, const Clock& clock,
                               absl::Duration patience);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_DOCTOR_CALL_H_
