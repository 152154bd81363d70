// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agency_life_commands.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "deploy/kith/agency_life.h"
#include "deploy/kith/finish.h"

namespace kith::deploy {
namespace {

struct Values {
  std::string network_dir, agency, text;
  bool yes = false;
  bool json = false;
};

// A verb about one agency; `act` does it.
CLI::App* AddVerb(CLI::App& agency, const char* name, const char* about,
                  const std::shared_ptr<Values>& values,
                  const std::function<void()>& act) {
  auto* command = agency.add_subcommand(name, about);
  command->add_option("AGENCY", values->agency, "its id")->required();
  command
      ->add_option("--network-dir", values->network_dir, "the network's folder")
      ->required();
  command->add_flag("--json", values->json, "print JSON");
  command->callback(act);
  return command;
}

void AddSuspend(CLI::App& agency, Terminal& terminal) {
  const auto values = std::make_shared<Values>();
  AddVerb(agency, "suspend",
          "From now on nobody accepts a call of it, and its connections end "
          "within seconds. Its\nrows stay, and are not asked.\n\nExample:\n  "
          "kith agency suspend hillview-primary --network-dir /srv/kith \\\n   "
          " --because \"its machine was stolen; ring the administrator\"",
          values,
          [&terminal, values] {
            FinishSigned(terminal, values->json, "Suspended",
                         SuspendAgency(values->network_dir, values->agency,
                                       values->text, terminal.clock.Now()));
          })
      ->add_option("--because", values->text, "why, in words that it reads")
      ->required();
}

void AddResume(CLI::App& agency, Terminal& terminal) {
  const auto values = std::make_shared<Values>();
  AddVerb(agency, "resume", "Takes a suspension back.", values,
          [&terminal, values] {
            FinishSigned(terminal, values->json, "Resumed",
                         ResumeAgency(values->network_dir, values->agency,
                                      terminal.clock.Now()));
          });
}

void AddLeave(CLI::App& agency, Terminal& terminal) {
  const auto values = std::make_shared<Values>();
  AddVerb(agency, "leave",
          "Says what is deleted where when an agency leaves; with --yes, signs "
          "it.",
          values,
          [&terminal, values] {
            terminal.out << (values->json ? ""
                                          : WhatLeavingDeletes(values->agency));
            if (!values->yes) {
              return Finish(terminal, values->json, absl::OkStatus(),
                            {{"left", false}},
                            "Nothing is done yet: the same command with "
                            "--yes\n");
            }
            FinishSigned(terminal, values->json, "Left",
                         LeaveNetwork(values->network_dir, values->agency,
                                      terminal.clock.Now()));
          })
      ->add_flag("--yes", values->yes, "do it");
}

void AddRejoin(CLI::App& agency, Terminal& terminal) {
  const auto values = std::make_shared<Values>();
  AddVerb(agency, "rejoin",
          "Takes an agency back that has left, with the keys it had: its agent "
          "publishes again.\nIf they may be lost: kith agency keys.",
          values, [&terminal, values] {
            FinishSigned(terminal, values->json, "Rejoined",
                         RejoinNetwork(values->network_dir, values->agency,
                                       terminal.clock.Now()));
          });
}

void AddRename(CLI::App& agency, Terminal& terminal) {
  const auto values = std::make_shared<Values>();
  AddVerb(agency, "rename",
          "Gives an agency another name. Its id stays, and the name it had "
          "stands beside it.",
          values,
          [&terminal, values] {
            FinishSigned(terminal, values->json, "Renamed",
                         RenameAgency(values->network_dir, values->agency,
                                      values->text, terminal.clock.Now()));
          })
      ->add_option("NAME", values->text, "as others read it")
      ->required();
}

void AddHost(CLI::App& agency, Terminal& terminal) {
  const auto values = std::make_shared<Values>();
  const auto own = std::make_shared<bool>(false);
  auto* command = AddVerb(
      agency, "host",
      "Says to everybody on whose machine an agency's agent runs, where that "
      "is "
      "another\nagency's.\n\nExample:\n  kith agency host little-otters "
      "northshire-council --network-dir /srv/kith",
      values, [&terminal, values, own] {
        FinishSigned(
            terminal, values->json, "Signed",
            HostAgency(values->network_dir, values->agency,
                       *own ? "" : values->text, terminal.clock.Now()));
      });
  auto* where = command->add_option_group("where");
  where->add_option("HOST", values->text, "that agency's id");
  where->add_flag("--own", *own, "on its own machine again");
  where->require_option(1);
}

void AddPaper(CLI::App& agency, Terminal& terminal) {
  const auto values = std::make_shared<Values>();
  const auto papers = std::make_shared<PaperChanges>();
  auto* command = AddVerb(
      agency, "paper",
      "Sets which information-sharing agreement an agency has signed and which "
      "security\ncertification it holds, and to when: from the day after it is "
      "suspended. What is not\ngiven stays.\n\nExample:\n  kith agency paper "
      "hillview-primary --network-dir /srv/kith \\\n    --agreement "
      "ISA-2026-04 --agreement-expires 2027-03-31",
      values, [&terminal, values, papers] {
        FinishSigned(terminal, values->json, "Signed",
                     ChangePapers(values->network_dir, values->agency, *papers,
                                  terminal.clock.Now()));
      });
  const auto add = [&](const char* name,
                       std::optional<std::string> PaperChanges::*field,
                       const char* help) {
    command->add_option_function<std::string>(
        name,
        [papers, field](const std::string& given) { (*papers).*field = given; },
        help);
  };
  add("--agreement", &PaperChanges::agreement, "what both sides call it");
  add("--agreement-expires", &PaperChanges::agreement_expires,
      "its last day: 2027-03-31; \"\": without end");
  add("--certification", &PaperChanges::certification,
      "the certificate's number");
  add("--certification-expires", &PaperChanges::certification_expires,
      "its last day");
}

}  // namespace

void AddAgencyLifeCommands(CLI::App& agency, Terminal& terminal) {
  AddSuspend(agency, terminal);
  AddResume(agency, terminal);
  AddLeave(agency, terminal);
  AddRejoin(agency, terminal);
  AddRename(agency, terminal);
  AddHost(agency, terminal);
  AddPaper(agency, terminal);
}

}  // namespace kith::deploy
