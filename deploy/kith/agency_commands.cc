// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agency_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/kith/agency_add.h"
#include "deploy/kith/agency_card.h"
#include "deploy/kith/finish.h"

namespace kith::deploy {
namespace {

// Given and empty is not the same as not given: it takes a text off the card.
void AddText(CLI::App* command, const char* name,
             std::optional<std::string>& text, const char* help) {
  command->add_option_function<std::string>(
      name, [&text](const std::string& given) { text = given; }, help);
}

void AddCardOptions(CLI::App* command, CardChanges& card) {
  AddText(command, "--about", card.about,
          "what it does, in words a family understands");
  AddText(command, "--ages", card.ages,
          "whom it is for: \"0 to 5, and their parents\"");
  AddText(command, "--area", card.area, "where: \"all of Northshire\"");
  AddText(command, "--how-to-ask", card.how_to_ask,
          "how one asks for it, with the number");
  AddText(command, "--hours", card.hours, "when: \"Mon-Fri 9-5\"");
  AddText(command, "--confirmed", card.confirmed,
          "when it last said that this is right: 2026-11-20, or today");
}

struct AddValues {
  AddAgencyOptions add;
  std::vector<std::string> staff;
  bool json = false;
};

void AddAgencyOptionsTo(CLI::App* command, AddValues& values) {
  AddAgencyOptions& add = values.add;
  command->add_option("--network-dir", add.network_dir, "the network's folder")
      ->required();
  command
      ->add_option("--request", add.request_file,
                   "the request.kith the agency sent")
      ->required();
  command->add_option("--name", add.name, "as others read it")->required();
  command
      ->add_option("--category", add.category,
                   "education, health, housing, ...")
      ->required();
  command->add_flag("--sensitive", add.sensitive,
                    "named only under explicit agreement");
  command
      ->add_option("--register-size", add.register_size,
                   "people in its register")
      ->capture_default_str();
  command
      ->add_option("--ask-elements", add.ask_elements,
                   "what it may ask a day; a front-door hub 80000")
      ->capture_default_str();
  command->add_option("--touch-gateway", add.touch_gateway,
                      "the power under which it may hear who asks");
  AddCardOptions(command, add.card);
  command->add_option("--staff", values.staff,
                      "NAME:SHOWN_AS:UID:role,role; - for UID if they use the "
                      "web console only; repeat for each");
  command->add_option_function<std::uint32_t>(
      "--console-uid", [&add](std::uint32_t uid) { add.console_uid = uid; },
      "the account its web console runs under");
  command
      ->add_option("--out", add.out,
                   "where its certificate.pem and network.kith go")
      ->required();
  command->add_flag("--json", values.json, "print JSON");
}

void AddAdd(CLI::App& agency, Terminal& terminal) {
  auto* command = agency.add_subcommand(
      "add",
      "Adds an agency by its request: a new version of the network file, "
      "and its\ncertificate for 90 days. A running broker sends the file "
      "on to connected agencies.\n\nExample:\n  kith agency add "
      "--network-dir /srv/kith --request request.kith \\\n    --name "
      "\"Hillview Primary\" --category education --out hillview");
  const auto values = std::make_shared<AddValues>();
  AddAgencyOptionsTo(command, *values);
  command->callback([&terminal, values] {
    for (const std::string& text : values->staff) {
      const auto member = ParseStaff(text);
      if (!member.ok()) {
        Fail(terminal, values->json ? Style::kJson : Style::kWords,
             member.status());
        terminal.exit = Exit::kUsage;
        return;
      }
      values->add.staff.push_back(*member);
    }
    Finish(terminal, values->json,
           AddAgency(values->add, terminal.clock.Now(), terminal.random),
           {{"out", values->add.out}},
           absl::StrCat("Added. Send certificate.pem and network.kith in ",
                        values->add.out, " to the agency.\n"));
  });
}

void AddCard(CLI::App& agency, Terminal& terminal) {
  auto* command = agency.add_subcommand(
      "card",
      "Sets what an agency's card says, and signs the next version of the "
      "network file.\nWhat is not given stays; \"\" takes it "
      "off.\n\nExample:\n  kith agency card hillview-primary --network-dir "
      "/srv/kith --ages \"4 to 11\" \\\n    --how-to-ask \"Ring the office, "
      "01632 960 120\" --confirmed today");
  struct Values {
    std::string network_dir, agency;
    CardChanges card;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("AGENCY", values->agency, "its id")->required();
  command
      ->add_option("--network-dir", values->network_dir, "the network's folder")
      ->required();
  AddCardOptions(command, values->card);
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    const auto version = ChangeCard(values->network_dir, values->agency,
                                    values->card, terminal.clock.Now());
    FinishSigned(terminal, values->json, "Signed", version);
  });
}

}  // namespace

void AddAgencyCommands(CLI::App& kith, Terminal& terminal) {
  auto* agency = kith.add_subcommand("agency", "The agencies of a network");
  agency->require_subcommand(1);
  AddAdd(*agency, terminal);
  AddCard(*agency, terminal);
}

}  // namespace kith::deploy
