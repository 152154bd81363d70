// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_COMMAND_LINE_H_
#define KITH_DEPLOY_KITH_COMMAND_LINE_H_

#include "deploy/kith/commands.h"

namespace kith::deploy {

// The whole of `kith`: finds the command that the arguments name and runs it.
// What was not understood is said on standard error.
Exit RunCommandLine(int argc, char** argv, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_COMMAND_LINE_H_
