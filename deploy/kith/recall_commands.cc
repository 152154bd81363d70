// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/json.h"
#include "deploy/kith/people.h"
#include "deploy/kith/recall_words.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

struct SendValues {
  DeskOptions desk;
  std::string person, not_person, reference, agency;
};

void Send(Terminal& terminal, const SendValues& values) {
  WithDesk(terminal, values.desk, [&](desk::DeskClient& desk) -> absl::Status {
    desk::v1::SendRecallRequest request;
    request.set_as(values.desk.as);
    KITH_ASSIGN_OR_RETURN(*request.mutable_person(),
                          ParsePerson(values.person));
    KITH_ASSIGN_OR_RETURN(*request.mutable_not_person(),
                          ParsePerson(values.not_person));
    request.set_reference(values.reference);
    request.set_agency(values.agency);
    KITH_ASSIGN_OR_RETURN(const auto reply, desk.SendRecall(request));
    terminal.out << (values.desk.json ? Pretty(ToJson(reply))
                                      : SentInWords(reply));
    return absl::OkStatus();
  });
}

void AddSend(CLI::App& recall, Terminal& terminal) {
  auto* command = recall.add_subcommand(
      "send",
      "Takes back answers of this agency that were about somebody else. "
      "Whoever "
      "was given\nthem is told and asked to acknowledge it; from now on the "
      "two people are told apart\nhere.\n\nExample:\n  kith recall send "
      "--person \"forename=Sami,surname=Amara,dob=2021-03-14\" \\\n    --not "
      "\"forename=Sami,surname=Amara,dob=2021-03-14,nhs-number=999 000 0018\" "
      "\\\n    --check K-4821-7M");
  const auto values = std::make_shared<SendValues>();
  command
      ->add_option("--person", values->person,
                   "whom this agency knows and told of, as for kith check")
      ->required();
  command
      ->add_option("--not", values->not_person,
                   "whom the question was about: somebody else")
      ->required();
  auto* check = command->add_option("--check", values->reference,
                                    "the check's reference: K-4821-7M");
  command
      ->add_option("--agency", values->agency,
                   "or the agency that asked: its checks of the last 28 days")
      ->excludes(check);
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] { Send(terminal, *values); });
}

void AddList(CLI::App& recall, Terminal& terminal) {
  auto* command = recall.add_subcommand(
      "list",
      "Lists answers that were taken back: those this agency was given, and "
      "those it gave.\n\nExample:\n  kith recall list --agent-dir "
      "/var/lib/kith");
  const auto options = std::make_shared<DeskOptions>();
  AddDeskOptions(*command, *options);
  command->callback([&terminal, options] {
    WithDesk(terminal, *options, [&](desk::DeskClient& desk) -> absl::Status {
      desk::v1::ListRecallsRequest request;
      request.set_as(options->as);
      KITH_ASSIGN_OR_RETURN(const auto reply, desk.ListRecalls(request));
      terminal.out << (options->json
                           ? Pretty(ToJson(reply))
                           : RecallsInWords(reply, absl::LocalTimeZone()));
      return absl::OkStatus();
    });
  });
}

struct AcknowledgeValues {
  DeskOptions desk;
  std::string reference;
};

void Acknowledge(Terminal& terminal, const AcknowledgeValues& values) {
  WithDesk(terminal, values.desk, [&](desk::DeskClient& desk) -> absl::Status {
    desk::v1::AcknowledgeRecallRequest request;
    request.set_as(values.desk.as);
    request.set_reference(values.reference);
    KITH_ASSIGN_OR_RETURN(const auto reply, desk.AcknowledgeRecall(request));
    if (values.desk.json) {
      terminal.out << Pretty(ToJson(reply));
    } else if (reply.notices() == 0) {
      terminal.out << "It was acknowledged before.\n";
    } else {
      terminal.out << "Acknowledged"
                   << (reply.pending() ? ", but the centre could not be told "
                                         "yet; it will be as soon as it can "
                                         "be reached.\n"
                                       : ".\n");
    }
    return absl::OkStatus();
  });
}

void AddAcknowledge(CLI::App& recall, Terminal& terminal) {
  auto* command = recall.add_subcommand(
      "acknowledge",
      "Says that you have read that an answer was wrong, and have acted on "
      "it.\n\nExample:\n  kith recall acknowledge K-4821-7M");
  const auto values = std::make_shared<AcknowledgeValues>();
  command->add_option("REFERENCE", values->reference, "of the check")
      ->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] { Acknowledge(terminal, *values); });
}

}  // namespace

void AddRecallCommands(CLI::App& kith, Terminal& terminal) {
  auto* recall = kith.add_subcommand(
      "recall", "Answers that were about somebody else, taken back");
  recall->require_subcommand(1);
  AddSend(*recall, terminal);
  AddList(*recall, terminal);
  AddAcknowledge(*recall, terminal);
}

}  // namespace kith::deploy
