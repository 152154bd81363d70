// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_DOCUMENT_COMMAND_H_
#define KITH_DEPLOY_KITH_DOCUMENT_COMMAND_H_

#include "deploy/kith/commands.h"

namespace kith::deploy {

// `kith network documents`.
void AddDocumentsCommand(CLI::App& network, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_DOCUMENT_COMMAND_H_
