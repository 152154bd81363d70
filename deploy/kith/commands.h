// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_COMMANDS_H_
#define KITH_DEPLOY_KITH_COMMANDS_H_

#include <ostream>

#include "absl/status/status.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"

namespace CLI {
class App;
}  // namespace CLI

namespace kith::desk::v1 {
class CheckReply;
}  // namespace kith::desk::v1

// The verbs of `kith`: each function adds its own to the command line and, when
// that is what was typed, does it and leaves an exit code.
namespace kith::deploy {

// What the exit code says (`kith --help` prints it).
enum class Exit {
  kAnswered = 0,     // Done; for audit verify: holds; for doctor: all good.
  kError = 1,        // Not done, and why; for audit verify: findings; for
                     // doctor: warnings only.
  kUsage = 2,        // Not understood; for audit verify: cannot verify; for
                     // doctor: faults.
  kRefused = 3,      // The rules do not allow the question, or none was put;
                     // for doctor: could not look.
  kUnavailable = 4,  // Could not be asked; try again.
};

// What a command has of the world.
struct Terminal {
  const Clock& clock;
  Random& random;
  std::ostream& out;
  std::ostream& err;
  bool out_is_tty = false;
  Exit exit = Exit::kAnswered;
};

enum class Style { kWords, kJson };

// Says what went wrong, in words to `err` or as {"error": ...} to `out`, and
// leaves the exit code for it.
void Fail(Terminal& terminal, Style style, const absl::Status& status);

// The exit code for a check's outcome.
Exit ExitOf(const desk::v1::CheckReply& reply);

void AddNetworkCommands(CLI::App& kith, Terminal& terminal);
void AddPolicyCommands(CLI::App& kith, Terminal& terminal);
void AddCheckCommands(CLI::App& kith, Terminal& terminal);
void AddImportCommand(CLI::App& kith, Terminal& terminal);
void AddMapCommand(CLI::App& kith, Terminal& terminal);
void AddWatchCommand(CLI::App& kith, Terminal& terminal);
void AddPublishCommand(CLI::App& kith, Terminal& terminal);
void AddConsentCommands(CLI::App& kith, Terminal& terminal);
void AddHandoverCommands(CLI::App& kith, Terminal& terminal);
void AddUrgentCommands(CLI::App& kith, Terminal& terminal);
void AddRecallCommands(CLI::App& kith, Terminal& terminal);
void AddDeskCommands(CLI::App& kith, Terminal& terminal);
void AddBackupCommands(CLI::App& kith, Terminal& terminal);
void AddDoctorCommand(CLI::App& kith, Terminal& terminal);
void AddAuditCommands(CLI::App& kith, Terminal& terminal);
void AddComplaintCommands(CLI::App& kith, Terminal& terminal);
void AddConsoleAccountCommands(CLI::App& kith, Terminal& terminal);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_COMMANDS_H_
