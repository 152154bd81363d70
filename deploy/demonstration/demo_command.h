// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_DEMONSTRATION_DEMO_COMMAND_H_
#define KITH_DEPLOY_DEMONSTRATION_DEMO_COMMAND_H_

#include "deploy/kith/commands.h"

namespace kith::deploy {

// `kith demo`: the main job on real input, told as a story that checks itself.
void AddDemoCommand(CLI::App& kith, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_DEMO_COMMAND_H_
