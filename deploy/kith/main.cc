// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "deploy/bench/bench_commands.h"
#include "deploy/demonstration/demo_command.h"
#include "deploy/kith/commands.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"

namespace {

constexpr char kAbout[] =
    "kith: is this family already supported, and by whom?\n\n"
    "A practitioner asks:      kith check --help\n"
    "Connecting an agency:     kith enrol, kith import, kith publish watch, "
    "kith "
    "doctor\n"
    "A data protection officer: kith audit, kith touches, kith policy print\n"
    "Making a network:         kith network init, kith agency add";

constexpr char kExits[] =
    "Exit: 0 answered or done, 1 an error, 2 not understood, 3 refused by the "
    "rules,\n4 could not be asked: try again. Every command takes --json.";

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

int main(int argc, char** argv) {
  const kith::SystemClock clock;
  kith::SystemRandom random;
  kith::deploy::Terminal terminal{clock, random, std::cout, std::cerr,
                                  isatty(STDOUT_FILENO) == 1};
  CLI::App app(kAbout, "kith");
  app.footer(kExits);
  app.require_subcommand(1);
  kith::deploy::AddCheckCommands(app, terminal);
  kith::deploy::AddImportCommand(app, terminal);
  kith::deploy::AddPublishCommand(app, terminal);
  kith::deploy::AddDeskCommands(app, terminal);
  kith::deploy::AddConsentCommands(app, terminal);
  kith::deploy::AddRecallCommands(app, terminal);
  kith::deploy::AddAuditCommands(app, terminal);
  kith::deploy::AddNetworkCommands(app, terminal);
  kith::deploy::AddDemoCommand(app, terminal);
  kith::deploy::AddBenchCommands(app, terminal);
  MoveExamplesToTheEnd(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0
                                : static_cast<int>(kith::deploy::Exit::kUsage);
  }
  return static_cast<int>(terminal.exit);
}
