// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_REVIEW_COMMANDS_H_
#define KITH_DEPLOY_KITH_REVIEW_COMMANDS_H_

#include "deploy/kith/commands.h"

namespace kith::deploy {

// `kith canary`, and `digest` and `asked-by` under `kith audit`.
void AddCanaryCommands(CLI::App& kith, Terminal& terminal);
void AddAskedBy(CLI::App& audit, Terminal& terminal);
void AddDigest(CLI::App& audit, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_REVIEW_COMMANDS_H_
