// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "deploy/kith/audit_words.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/json.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

void SayComplaint(Terminal& terminal, bool json,
                  const desk::v1::Complaint& complaint) {
  terminal.out << (json ? Pretty(ToJson(complaint))
                        : ComplaintInWords(complaint));
}

void AddRecord(CLI::App& complaint, Terminal& terminal) {
  auto* command = complaint.add_subcommand(
      "record",
      "A complaint about how personal data was used has come: it must be "
      "acknowledged\nwithin 30 days. Where it is kept, and nothing of what it "
      "says.\n\nExample:\n  kith complaint record --received 2026-11-20 "
      "--kept-at \"file 2026/117\" --agent-dir /var/lib/kith");
  struct Values {
    DeskOptions desk;
    std::string received;
    std::string kept_at;
    std::string reference;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("--received", values->received, "the day it came")
      ->required();
  command->add_option("--kept-at", values->kept_at, "at most 64 bytes")
      ->required();
  command->add_option("--reference", values->reference,
                      "a check it is about, K-4821-7M");
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               desk::v1::RecordComplaintRequest request;
               request.set_as(values->desk.as);
               request.set_received_on(values->received);
               request.set_kept_at(values->kept_at);
               request.set_reference(values->reference);
               KITH_ASSIGN_OR_RETURN(const auto reply,
                                     desk.RecordComplaint(request));
               SayComplaint(terminal, values->desk.json, reply);
               return absl::OkStatus();
             });
  });
}

void AddList(CLI::App& complaint, Terminal& terminal) {
  auto* command = complaint.add_subcommand(
      "list",
      "The complaints that are open, and by when each must be acknowledged."
      "\n\nExample:\n  kith complaint list --agent-dir /var/lib/kith");
  struct Values {
    DeskOptions desk;
    bool all = false;
  };
  const auto values = std::make_shared<Values>();
  command->add_flag("--all", values->all, "those closed, too");
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::ListComplaintsRequest request;
          request.set_as(values->desk.as);
          request.set_closed_too(values->all);
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.ListComplaints(request));
          terminal.out << (values->desk.json ? Pretty(ToJson(reply))
                                             : ComplaintsInWords(reply));
          return absl::OkStatus();
        });
  });
}

struct StepValues {
  DeskOptions desk;
  std::uint32_t number = 0;
  std::string outcome;

  desk::v1::ComplaintStepRequest Request() const {
    desk::v1::ComplaintStepRequest request;
    request.set_as(desk.as);
    request.set_number(number);
    request.set_outcome(outcome);
    return request;
  }
};

std::shared_ptr<StepValues> AddStepOptions(CLI::App& command) {
  const auto values = std::make_shared<StepValues>();
  command.add_option("NUMBER", values->number, "as kith complaint list says")
      ->required();
  AddDeskOptions(command, values->desk);
  return values;
}

void AddAcknowledge(CLI::App& complaint, Terminal& terminal) {
  auto* command = complaint.add_subcommand(
      "acknowledge",
      "Today you wrote to whoever complained that it came.\n\nExample:\n  kith "
      "complaint acknowledge 3 --agent-dir /var/lib/kith");
  const auto values = AddStepOptions(*command);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          KITH_ASSIGN_OR_RETURN(const auto reply,
                                desk.AcknowledgeComplaint(values->Request()));
          SayComplaint(terminal, values->desk.json, reply);
          return absl::OkStatus();
        });
  });
}

void AddClose(CLI::App& complaint, Terminal& terminal) {
  auto* command = complaint.add_subcommand(
      "close",
      "What came of it.\n\nExample:\n  kith complaint close 3 --outcome upheld "
      "--agent-dir /var/lib/kith");
  const auto values = AddStepOptions(*command);
  command
      ->add_option("--outcome", values->outcome,
                   "upheld, partly-upheld, not-upheld or taken-back")
      ->required();
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               KITH_ASSIGN_OR_RETURN(const auto reply,
                                     desk.CloseComplaint(values->Request()));
               SayComplaint(terminal, values->desk.json, reply);
               return absl::OkStatus();
             });
  });
}

}  // namespace

void AddComplaintCommands(CLI::App& kith, Terminal& terminal) {
  auto* complaint = kith.add_subcommand(
      "complaint",
      "Complaints about how personal data was used, and the clock");
  complaint->require_subcommand(1);
  AddRecord(*complaint, terminal);
  AddList(*complaint, terminal);
  AddAcknowledge(*complaint, terminal);
  AddClose(*complaint, terminal);
}

}  // namespace kith::deploy
