// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AGREEMENT_COMMANDS_H_
#define KITH_DEPLOY_KITH_AGREEMENT_COMMANDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/kith/commands.h"

namespace kith::deploy {

// "2027-03-01" (to the end of that day), RFC 3339, or from now: "20s", "12h".
absl::StatusOr<absl::Time> ParseUntil(const std::string& text, absl::Time now);

// The verbs of `kith consent` beside recording, withdrawing and receipts.
void AddAgreementCommands(CLI::App& consent, Terminal& terminal);
// Those about agreements that were given elsewhere: paper_commands.cc.
void AddPaperCommands(CLI::App& consent, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AGREEMENT_COMMANDS_H_
