// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_DOCTOR_COMMAND_H_
#define KITH_DEPLOY_KITH_DOCTOR_COMMAND_H_

#include <string>

#include "deploy/kith/commands.h"
#include "keys/health/finding.h"

namespace kith::deploy {

// 0 all good, 1 warnings only, 2 faults; as monitoring plugins count.
Exit ExitOf(const health::Findings& findings);

// One line a finding and one for what to do; what is wrong first.
std::string InWords(const health::Findings& findings);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_DOCTOR_COMMAND_H_
