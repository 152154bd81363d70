// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/command_line.h"

#include <CLI/CLI.hpp>
#include <string>

#include "deploy/bench/bench_commands.h"
#include "deploy/demonstration/demo_command.h"
#include "deploy/kith/describe_command.h"
#include "deploy/kith/review_commands.h"

namespace kith::deploy {
namespace {

constexpr char kAbout[] =
    "kith: is this family already supported, and by whom?\n\n"
    "A practitioner asks:      kith check --help\n"
    "Connecting an agency:     kith enrol, kith import, kith publish watch, "
    "kith "
    "doctor\n"
    "A data protection officer: kith audit, kith touches, kith canary, kith "
    "policy\n"
    "Making a network:         kith network init, kith agency add";

constexpr char kExits[] =
    "Exit: 0 answered or done, 1 an error, 2 not understood, 3 refused by the "
    "rules\nor nothing asked, 4 could not be asked: try again. Every command "
    "takes --json.";

// A command's description is its first paragraph, in the list of commands too;
// the rest, with the example, stands at the end of its own help.
void MoveExamplesToTheEnd(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands({})) {
    const std::string text = command->get_description();
    const std::size_t end = text.find("\n\n");
    if (end != std::string::npos) {
      command->description(text.substr(0, end));
      command->footer(text.substr(end + 2));
    }
    MoveExamplesToTheEnd(*command);
  }
}

}  // namespace

Exit RunCommandLine(int argc, char** argv, Terminal& terminal) {
  CLI::App app(kAbout, "kith");
  app.footer(kExits);
  app.require_subcommand(1);
  AddCheckCommands(app, terminal);
  AddImportCommand(app, terminal);
  AddMapCommand(app, terminal);
  AddWatchCommand(app, terminal);
  AddPublishCommand(app, terminal);
  AddDeskCommands(app, terminal);
  AddDoctorCommand(app, terminal);
  AddBackupCommands(app, terminal);
  AddConsentCommands(app, terminal);
  AddHandoverCommands(app, terminal);
  AddUrgentCommands(app, terminal);
  AddRecallCommands(app, terminal);
  AddComplaintCommands(app, terminal);
  AddConsoleAccountCommands(app, terminal);
  AddAuditCommands(app, terminal);
  AddCanaryCommands(app, terminal);
  AddNetworkCommands(app, terminal);
  AddPolicyCommands(app, terminal);
  AddDemoCommand(app, terminal);
  AddBenchCommands(app, terminal);
  AddDescribeCommand(app, terminal);
  MoveExamplesToTheEnd(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? Exit::kAnswered : Exit::kUsage;
  }
  return terminal.exit;
}

}  // namespace kith::deploy
