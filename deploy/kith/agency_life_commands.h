// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AGENCY_LIFE_COMMANDS_H_
#define KITH_DEPLOY_KITH_AGENCY_LIFE_COMMANDS_H_

#include "deploy/kith/commands.h"

namespace kith::deploy {

// `kith agency suspend`, `resume`, `leave`, `rejoin`, `rename` and `paper`.
void AddAgencyLifeCommands(CLI::App& agency, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AGENCY_LIFE_COMMANDS_H_
