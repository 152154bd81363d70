// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_ADMINISTRATOR_COMMANDS_H_
#define KITH_DEPLOY_KITH_ADMINISTRATOR_COMMANDS_H_

#include "deploy/kith/commands.h"

namespace kith::deploy {

// `kith network administrator`, `diff`, `sign` and `put`.
void AddAdministratorCommands(CLI::App& network, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_ADMINISTRATOR_COMMANDS_H_
