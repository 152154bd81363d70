// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_ENROL_COMMAND_H_
#define KITH_DEPLOY_KITH_ENROL_COMMAND_H_

#include "deploy/kith/commands.h"

namespace kith::deploy {

// `kith enrol`, by a code or for a request file.
void AddEnrolCommand(CLI::App& kith, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_ENROL_COMMAND_H_
