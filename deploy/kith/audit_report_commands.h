// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AUDIT_REPORT_COMMANDS_H_
#define KITH_DEPLOY_KITH_AUDIT_REPORT_COMMANDS_H_

#include "deploy/kith/commands.h"

namespace kith::deploy {

// `kith audit subject`, `practitioner`, `sample`, `review` and `sign-off`.
void AddAuditReportCommands(CLI::App& audit, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AUDIT_REPORT_COMMANDS_H_
