// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AGENCY_COMMANDS_H_
#define KITH_DEPLOY_KITH_AGENCY_COMMANDS_H_

#include "deploy/kith/commands.h"

namespace kith::deploy {

// `kith agency` and its verbs.
void AddAgencyCommands(CLI::App& kith, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AGENCY_COMMANDS_H_
