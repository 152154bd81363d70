// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/desk_options.h"

#include <CLI/CLI.hpp>

#include "absl/time/civil_time.h"
#include "deploy/kith/files.h"
#include "deploy/kith/json.h"

namespace kith::deploy {

void Fail(Terminal& terminal, Style style, const absl::Status& status) {
  terminal.exit = status.code() == absl::StatusCode::kUnavailable
                      ? Exit::kUnavailable
                      : Exit::kError;
  const std::string message(status.message());
  if (style == Style::kJson) {
    terminal.out << Pretty({{"error", message}});
  } else {
    terminal.err << "kith: " << message << "\n";
  }
}

void AddDeskOptions(CLI::App& command, DeskOptions& options) {
  command.add_option("--agent-dir", options.agent_dir,
                     "the agent's folder, with desk.sock in it");
  command
      .add_option("--desk-socket", options.socket,
                  "the agent's Unix socket itself")
      ->envname("KITH_DESK");
  command.add_option("--as", options.as,
                     "which staff member you are, where one account has "
                     "several (a test network only)");
  command.add_flag("--json", options.json, "print JSON");
}

void AddPeopleOptions(CLI::App& command, PeopleOptions& options) {
  command.add_option(
      "--person", options.persons,
      "a person: \"forename=Sami,surname=Amara,dob=2021-03-14,"
      "nhs-number=...,postcode=...,house=...\"; repeat for each");
  command.add_option("--people", options.file,
                     "a JSON file: [{\"forename\": .., \"surname\": .., "
                     "\"date_of_birth\": .., "
                     "\"identifiers\": {\"nhs-number\": ..}}]");
}

absl::StatusOr<absl::Time> ParseSince(const std::string& text,
                                      absl::Time otherwise) {
  if (text.empty()) return otherwise;
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) {
    return absl::InvalidArgumentError("since: a day, 2026-11-20");
  }
  return absl::FromCivil(day, absl::LocalTimeZone());
}

void WithDesk(Terminal& terminal, const DeskOptions& options,
              const std::function<absl::Status(desk::DeskClient&)>& use) {
  // A folder that was named wins over a socket from the environment.
  const std::string socket = options.agent_dir.empty()
                                 ? options.socket
                                 : In(options.agent_dir, "desk.sock");
  if (socket.empty()) {
    Fail(terminal, options.style(),
         absl::InvalidArgumentError(
             "which agent? name its folder with --agent-dir, or its socket in "
             "the variable KITH_DESK"));
    terminal.exit = Exit::kUsage;
    return;
  }
  desk::DeskClient desk(socket);
  if (const absl::Status status = use(desk); !status.ok()) {
    Fail(terminal, options.style(), status);
  }
}

}  // namespace kith::deploy
