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
#include "deploy/kith/agency_invite.h"
#include "deploy/kith/agency_keys.h"
#include "deploy/kith/agency_life_commands.h"
#include "deploy/kith/finish.h"
#include "deploy/kith/network_words.h"
#include "keys/enrolment/invitation.h"

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
  auto* id = command->add_option("--id", add.id,
                                 "its id: then a code is made for its machine");
  command
      ->add_option("--request", add.request_file,
                   "instead, the request.kith that the agency sent")
      ->excludes(id);
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
  command->add_option("--out", add.out,
                      "with --request: where its certificate.pem and "
                      "network.kith go");
  command->add_flag("--json", values.json, "print JSON");
}

void FinishInvited(Terminal& terminal, bool json,
                   const absl::StatusOr<std::string>& code) {
  Finish(terminal, json, code.status(),
         {{"code", code.value_or("")},
          {"hours", absl::ToInt64Hours(kInvitationValidity)},
          {"tries", kInvitationTries}},
         absl::StrCat(
             "Give the agency this code, by another way than its e-mail; it is "
             "good once, for\n48 hours, and stands nowhere else:\n\n",
             code.value_or(""),
             "\n\nOn its machine: kith enrol CODE --dir DIR. Then, here: kith "
             "agency admit\nIf the broker runs elsewhere, bring it the folder "
             "broker/enrolment first.\n"));
}

void Invite(Terminal& terminal, const AddValues& values) {
  if (values.add.id.empty()) {
    Fail(terminal, values.json ? Style::kJson : Style::kWords,
         absl::InvalidArgumentError(
             "give --id for a code, or --request with the agency's "
             "request.kith"));
    terminal.exit = Exit::kUsage;
    return;
  }
  FinishInvited(
      terminal, values.json,
      InviteAgency(values.add, terminal.clock.Now(), terminal.random));
}

void AddByRequest(Terminal& terminal, const AddValues& values) {
  if (values.add.out.empty()) {
    Fail(terminal, values.json ? Style::kJson : Style::kWords,
         absl::InvalidArgumentError("out: where do the agency's files go?"));
    terminal.exit = Exit::kUsage;
    return;
  }
  const auto made =
      AddAgency(values.add, terminal.clock.Now(), terminal.random);
  if (made.ok() && !made->proposal.empty()) {
    return FinishSigned(terminal, values.json, "Added", made);
  }
  Finish(terminal, values.json, made.status(), {{"out", values.add.out}},
         absl::StrCat("Added. Send certificate.pem and network.kith in ",
                      values.add.out, " to the agency.\n"));
}

void AddAdd(CLI::App& agency, Terminal& terminal) {
  auto* command = agency.add_subcommand(
      "add",
      "Invites an agency: prints a code for its machine (kith enrol CODE), "
      "good once and\nfor 48 hours; `kith agency admit` then signs its keys. "
      "With --request, where its\nmachine cannot reach the broker's enrolment "
      "port, adds it at once by the request.kith\nit sent, with a certificate "
      "for 90 days.\n\nExample:\n  kith agency add --network-dir /srv/kith "
      "--id hillview-primary \\\n    --name \"Hillview Primary\" --category "
      "education");
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
    values->add.request_file.empty() ? Invite(terminal, *values)
                                     : AddByRequest(terminal, *values);
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

void ShowPending(Terminal& terminal, bool json,
                 const std::string& network_dir) {
  std::vector<std::string> faults;
  const auto pending = PendingRequests(network_dir, faults);
  std::string words;
  auto list = nlohmann::ordered_json::array();
  for (const auto& one : pending.value_or(std::vector<PendingRequest>())) {
    absl::StrAppend(
        &words, one.agency, ": ", one.name, "\n  signs with ",
        Fingerprint(one.signing_key), "\n  log key    ",
        Fingerprint(one.log_key),
        one.replaces_keys ? "\n  in the place of its own keys\n" : "\n");
    list.push_back({{"agency", one.agency},
                    {"signing_key", Fingerprint(one.signing_key)},
                    {"log_key", Fingerprint(one.log_key)},
                    {"replaces_keys", one.replaces_keys}});
  }
  if (words.empty()) words = "Nobody waits.\n";
  for (const std::string& fault : faults) {
    absl::StrAppend(&words, "NOT TAKEN: ", fault, "\n");
  }
  Finish(terminal, json, pending.status(),
         {{"waiting", list}, {"faults", faults}}, words);
}

void AddAdmit(CLI::App& agency, Terminal& terminal) {
  auto* command = agency.add_subcommand(
      "admit",
      "Shows which agencies have used their code and wait; with an id, signs "
      "its keys into\nthe next version of the network file.\n\nExample:\n  "
      "kith agency admit hillview-primary --network-dir /srv/kith");
  struct Values {
    std::string network_dir, agency, request;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("AGENCY", values->agency, "its id");
  command
      ->add_option("--network-dir", values->network_dir, "the network's folder")
      ->required();
  command->add_option("--request", values->request,
                      "what the broker wrote (enrolment/ID.request), if it "
                      "runs elsewhere");
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    if (values->agency.empty()) {
      return ShowPending(terminal, values->json, values->network_dir);
    }
    FinishSigned(terminal, values->json, "Admitted",
                 AdmitAgency(values->network_dir, values->agency,
                             values->request, terminal.clock.Now()));
  });
}

void AddKeys(CLI::App& agency, Terminal& terminal) {
  auto* command = agency.add_subcommand(
      "keys",
      "Gives an agency other keys: prints a code for its machine, or takes a "
      "request.kith.\nIts certificates of before are refused from then on, and "
      "what it signed before is\nverified by the network files of "
      "then.\n\nExample:\n  kith agency keys hillview-primary --network-dir "
      "/srv/kith");
  struct Values {
    std::string network_dir, agency, request, out;
    bool json = false;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("AGENCY", values->agency, "its id")->required();
  command
      ->add_option("--network-dir", values->network_dir, "the network's folder")
      ->required();
  auto* out = command->add_option("--out", values->out,
                                  "with --request: where its files go");
  command->add_option("--request", values->request, "the agency's request.kith")
      ->needs(out);
  command->add_flag("--json", values->json, "print JSON");
  command->callback([&terminal, values] {
    const absl::Time now = terminal.clock.Now();
    if (values->request.empty()) {
      return FinishInvited(
          terminal, values->json,
          InviteToReplaceKeys(values->network_dir, values->agency, now,
                              terminal.random));
    }
    FinishSigned(
        terminal, values->json, "Replaced",
        ReplaceKeys(values->network_dir, values->agency, values->request,
                    values->out, now, terminal.random));
  });
}

}  // namespace

void AddAgencyCommands(CLI::App& kith, Terminal& terminal) {
  auto* agency = kith.add_subcommand("agency", "The agencies of a network");
  agency->require_subcommand(1);
  AddAdd(*agency, terminal);
  AddAdmit(*agency, terminal);
  AddKeys(*agency, terminal);
  AddCard(*agency, terminal);
  AddAgencyLifeCommands(*agency, terminal);
}

}  // namespace kith::deploy
