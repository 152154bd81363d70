// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AUDIT_PROOF_COMMANDS_H_
#define KITH_DEPLOY_KITH_AUDIT_PROOF_COMMANDS_H_

#include "deploy/kith/commands.h"

namespace kith::deploy {

// `kith audit proof` and `verify-proof`: one entry of a log by itself.
void AddAuditProofCommands(CLI::App& audit, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AUDIT_PROOF_COMMANDS_H_
