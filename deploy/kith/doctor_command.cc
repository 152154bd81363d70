// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/doctor_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/doctor_call.h"
#include "deploy/kith/json.h"
#include "keys/base/status_macros.h"
#include "keys/health/look.h"

namespace kith::deploy {
namespace {

using health::Finding;
using health::Findings;
using State = Finding::State;

constexpr Exit kCouldNotLook = Exit::kRefused;

struct Options {
  DeskOptions desk;
  std::string config, program;
  int seconds = 5;
};

const char* Word(State state) {
  switch (state) {
    case State::kGood:
      return "good";
    case State::kWarning:
      return "warning";
    case State::kFault:
      return "fault";
  }
  return "";
}

std::size_t CountOf(const Findings& findings, State state) {
  return static_cast<std::size_t>(std::count_if(
      findings.begin(), findings.end(),
      [&](const Finding& finding) { return finding.state == state; }));
}

nlohmann::ordered_json AsJson(const Findings& findings) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"check", finding.check},
                    {"state", Word(finding.state)},
                    {"words", finding.words},
                    {"next_step", finding.next_step}});
  }
  return {{"faults", CountOf(findings, State::kFault)},
          {"warnings", CountOf(findings, State::kWarning)},
          {"findings", std::move(list)}};
}

void Print(Terminal& terminal, bool json, const Findings& findings) {
  terminal.out << (json ? Pretty(AsJson(findings)) : InWords(findings));
  terminal.exit = ExitOf(findings);
}

// A program that runs says it itself.
void AskTheAgent(Terminal& terminal, const Options& options) {
  bool looked = false;
  WithDesk(terminal, options.desk, [&](desk::DeskClient& desk) -> absl::Status {
    desk::v1::DoctorRequest request;
    request.set_as(options.desk.as);
    KITH_ASSIGN_OR_RETURN(const auto reply, desk.Doctor(request));
    Findings findings;
    for (const auto& statement : reply.statements()) {
      findings.push_back({statement.check(),
                          statement.good()      ? State::kGood
                          : statement.warning() ? State::kWarning
                                                : State::kFault,
                          statement.words(), statement.next_step()});
    }
    looked = true;
    Print(terminal, options.desk.json, findings);
    return absl::OkStatus();
  });
  if (!looked) {
    terminal.exit = kCouldNotLook;
    if (!options.desk.json) {
      terminal.err << "  an agent that does not run is looked at from outside: "
                      "kith doctor --config FILE\n";
    }
  }
}

void LookFromOutside(Terminal& terminal, const Options& options) {
  std::optional<health::Program> program;
  if (!options.program.empty()) {
    const auto named = health::ProgramNamed(options.program);
    if (named.ok()) program = *named;
  }
  const auto setup = health::ReadSetup(options.config, program);
  if (absl::IsNotFound(setup.status()) ||
      absl::IsPermissionDenied(setup.status())) {
    Fail(terminal, options.desk.style(), setup.status());
    terminal.exit = kCouldNotLook;
    return;
  }
  if (!setup.ok()) {
    Print(terminal, options.desk.json,
          {health::Fault("configuration",
                         absl::StrCat("The configuration cannot be used: ",
                                      setup.status().message(), "."),
                         "Correct that line; docs/operate names every "
                         "field.")});
    return;
  }
  const absl::Duration patience = absl::Seconds(options.seconds);
  Findings findings = {health::Good(
      "configuration",
      absl::StrCat("The configuration is one of ",
                   setup->program == health::Program::kAgent ? "an " : "a ",
                   health::NameOf(setup->program), "."))};
  health::Add(health::LookFromOutside(*setup, {.patience = patience},
                                      terminal.clock.Now()),
              findings);
  health::Add(CallTheBroker(*setup, terminal.clock, patience), findings);
  Print(terminal, options.desk.json, findings);
}

}  // namespace

Exit ExitOf(const Findings& findings) {
  if (CountOf(findings, State::kFault) > 0) return Exit::kUsage;
  if (CountOf(findings, State::kWarning) > 0) return Exit::kError;
  return Exit::kAnswered;
}

std::string InWords(const Findings& findings) {
  std::string text;
  for (const State state : {State::kFault, State::kWarning, State::kGood}) {
    const char* const mark = state == State::kFault     ? "  FAULT    "
                             : state == State::kWarning ? "  warning  "
                                                        : "  ok       ";
    for (const Finding& finding : findings) {
      if (finding.state != state) continue;
      absl::StrAppend(&text, mark, finding.words, "\n");
      if (!finding.next_step.empty()) {
        absl::StrAppend(&text, "           ", finding.next_step, "\n");
      }
    }
  }
  absl::StrAppend(&text, findings.size(),
                  " looks: ", CountOf(findings, State::kFault), " faults, ",
                  CountOf(findings, State::kWarning), " warnings.\n");
  return text;
}

void AddDoctorCommand(CLI::App& kith, Terminal& terminal) {
  auto* command = kith.add_subcommand(
      "doctor",
      "Says what is wrong, in sentences, and what to do: asks a running agent, "
      "or looks at\na program from outside by its configuration.\n\nExample:\n "
      " kith doctor --desk-socket /run/kith-agent/desk.sock\n  kith doctor "
      "--config "
      "/etc/kith/agent.textproto\n\nRun it as the account that the program "
      "runs under, or as root.\nExit: 0 all is good, 1 warnings only, 2 "
      "faults, 3 could not look.");
  const auto options = std::make_shared<Options>();
  AddDeskOptions(*command, options->desk);
  command->add_option("--config", options->config,
                      "look from outside: an agent's, a broker's or a key "
                      "holder's configuration");
  command
      ->add_option("--program", options->program,
                   "whose configuration it is, if it does not say: agent, "
                   "broker or keyholder")
      ->check(CLI::IsMember({"agent", "broker", "keyholder"}));
  command
      ->add_option("--seconds", options->seconds,
                   "how long to wait for each of the others (5)")
      ->check(CLI::Range(1, 60));
  command->callback([&terminal, options] {
    if (options->config.empty()) {
      AskTheAgent(terminal, *options);
    } else {
      LookFromOutside(terminal, *options);
    }
  });
}

}  // namespace kith::deploy
