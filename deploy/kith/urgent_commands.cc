// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "deploy/kith/agreement_options.h"
#include "deploy/kith/check_screen.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/json.h"
#include "deploy/kith/passphrase.h"
#include "deploy/kith/people.h"
#include "deploy/kith/urgent_words.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr char kPrompt[] = "Your passphrase: ";

// What every command takes that signs.
struct SignValues {
  DeskOptions desk;
  std::string reference, passphrase_file;
};

void AddSignOptions(CLI::App& command, SignValues& values) {
  command.add_option("--passphrase-file", values.passphrase_file,
                     "a file with your passphrase; default: asked for");
  AddDeskOptions(command, values.desk);
}

struct KeyValues : SignValues {
  std::string old_passphrase_file;
  bool forgotten = false;
};

// Typed twice, unless it comes from a file.
absl::StatusOr<std::string> NewPassphrase(const std::string& file) {
  KITH_ASSIGN_OR_RETURN(
      std::string passphrase,
      ReadPassphrase("A passphrase, at least 12 characters: ", file));
  if (!file.empty()) return passphrase;
  KITH_ASSIGN_OR_RETURN(const std::string again,
                        ReadPassphrase("The same once more: ", ""));
  if (again != passphrase) {
    return absl::InvalidArgumentError(
        "the two are not the same; run the command again");
  }
  return passphrase;
}

void MakeKey(Terminal& terminal, const KeyValues& values) {
  WithDesk(terminal, values.desk, [&](desk::DeskClient& desk) -> absl::Status {
    desk::v1::MakeStaffKeyRequest request;
    request.set_as(values.desk.as);
    if (!values.old_passphrase_file.empty()) {
      KITH_ASSIGN_OR_RETURN(*request.mutable_old_passphrase(),
                            ReadPassphrase("", values.old_passphrase_file));
    } else if (values.forgotten) {
      request.set_forgotten(true);
    } else if (values.passphrase_file.empty()) {
      KITH_ASSIGN_OR_RETURN(
          *request.mutable_old_passphrase(),
          ReadPassphrase("Your present passphrase (empty if none): ", ""));
    }
    KITH_ASSIGN_OR_RETURN(*request.mutable_passphrase(),
                          NewPassphrase(values.passphrase_file));
    KITH_ASSIGN_OR_RETURN(const auto reply, desk.MakeStaffKey(request));
    const bool waits =
        reply.usable_from_ms() > absl::ToUnixMillis(terminal.clock.Now());
    Say(terminal, values.desk, reply,
        waits ? "Your key is made and registered, and signs from tomorrow on: "
                "it is your first, or was\nmade without the present "
                "passphrase. Nobody can tell you the passphrase again.\n"
              : "Your key is made and registered. Nobody can tell you the "
                "passphrase again.\n");
    return absl::OkStatus();
  });
}

void AddKey(CLI::App& urgent, Terminal& terminal) {
  auto* command = urgent.add_subcommand(
      "key",
      "Makes a key of your own, under a passphrase, for urgent access. Once, "
      "before it is\nneeded.\n\nExample:\n  kith urgent key --agent-dir "
      "/var/lib/kith");
  const auto values = std::make_shared<KeyValues>();
  command->add_option("--old-passphrase-file", values->old_passphrase_file,
                      "a file with the passphrase of the key you have");
  command->add_flag("--forgotten", values->forgotten,
                    "you do not know the present passphrase: the new key signs "
                    "from tomorrow on");
  AddSignOptions(*command, *values);
  command->callback([&terminal, values] { MakeKey(terminal, *values); });
}

struct RequestValues : SignValues {
  PeopleOptions people;
  std::string why = "worried-about-a-child", gateway, necessity, told;
  bool no_connection = false, eight = false;
};

absl::Status Request(Terminal& terminal, const RequestValues& values,
                     desk::DeskClient& desk) {
  desk::v1::RequestUrgentRequest request;
  request.set_as(values.desk.as);
  auto& check = *request.mutable_check();
  KITH_RETURN_IF_ERROR(PutPeople(values.desk, values.people, check));
  check.set_purpose(values.why);
  check.set_ground("urgent-access");
  check.set_gateway(values.gateway);
  check.set_necessity(values.necessity);
  check.set_told(values.told);
  check.set_no_personal_connection(values.no_connection);
  check.set_shape_of_eight(values.eight);
  KITH_ASSIGN_OR_RETURN(*request.mutable_passphrase(),
                        ReadPassphrase(kPrompt, values.passphrase_file));
  KITH_ASSIGN_OR_RETURN(const auto reply, desk.RequestUrgent(request));
  Say(terminal, values.desk, reply,
      RequestedInWords(reply, absl::LocalTimeZone()));
  return absl::OkStatus();
}

void AddRequest(CLI::App& urgent, Terminal& terminal) {
  auto* command = urgent.add_subcommand(
      "request",
      "Is a child in danger now? Ring 999 first. Then this: the first of two "
      "people asks\nfor urgent access, which lasts 15 minutes and one "
      "question.\n\nExample:\n  kith urgent request --person "
      "\"forename=Sami,surname=Amara,dob=2021-03-14\" \\\n    --gateway "
      "children-act-1989-s47 --necessity immediate-risk \\\n    --told "
      "no-it-would-raise-the-risk --no-personal-connection");
  const auto values = std::make_shared<RequestValues>();
  AddPeopleOptions(*command, values->people);
  command->add_option("--why", values->why, "the purpose")
      ->capture_default_str();
  command
      ->add_option("--gateway", values->gateway,
                   "the power or duty in law, an id of the network file")
      ->required();
  command
      ->add_option("--necessity", values->necessity,
                   "why it cannot wait, a code: immediate-risk")
      ->required();
  command
      ->add_option("--told", values->told,
                   "whether the family was told, a code: yes, or why not")
      ->required();
  command->add_flag("--eight", values->eight, "ask in the shape of eight");
  command->add_flag("--no-personal-connection", values->no_connection,
                    "you do not know these people privately; required");
  AddSignOptions(*command, *values);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk, [&](desk::DeskClient& desk) {
      return Request(terminal, *values, desk);
    });
  });
}

void AddList(CLI::App& urgent, Terminal& terminal) {
  auto* command = urgent.add_subcommand(
      "list",
      "Lists what waits for a second person, what may be asked and what is to "
      "be reviewed.\n\nExample:\n  kith urgent list");
  const auto options = std::make_shared<DeskOptions>();
  AddDeskOptions(*command, *options);
  command->callback([&terminal, options] {
    WithDesk(terminal, *options, [&](desk::DeskClient& desk) -> absl::Status {
      desk::v1::ListUrgentRequest request;
      request.set_as(options->as);
      KITH_ASSIGN_OR_RETURN(const auto reply, desk.ListUrgent(request));
      Say(terminal, *options, reply,
          UrgentInWords(reply, absl::LocalTimeZone()));
      return absl::OkStatus();
    });
  });
}

void AddAuthorise(CLI::App& urgent, Terminal& terminal) {
  auto* command = urgent.add_subcommand(
      "authorise",
      "The second person: a manager or lead practitioner of the same agency, "
      "or the desk.\n`kith urgent list` shows what is authorised.\n\nExample:\n"
      "  kith urgent authorise K-4821-7M");
  const auto values = std::make_shared<SignValues>();
  command->add_option("REFERENCE", values->reference)->required();
  AddSignOptions(*command, *values);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               desk::v1::ListUrgentRequest which;
               which.set_as(values->desk.as);
               KITH_ASSIGN_OR_RETURN(const auto list, desk.ListUrgent(which));
               // Nobody signs what they have not seen.
               desk::v1::ListUrgentReply seen;
               for (const auto& entry : list.entries()) {
                 if (entry.reference() == values->reference)
                   *seen.add_entries() = entry;
               }
               if (!values->desk.json) {
                 terminal.out << UrgentInWords(seen, absl::LocalTimeZone());
               }
               desk::v1::AuthoriseUrgentRequest request;
               request.set_as(values->desk.as);
               request.set_reference(values->reference);
               KITH_ASSIGN_OR_RETURN(
                   *request.mutable_passphrase(),
                   ReadPassphrase(kPrompt, values->passphrase_file));
               KITH_ASSIGN_OR_RETURN(const auto reply,
                                     desk.AuthoriseUrgent(request));
               Say(terminal, values->desk, reply,
                   "Authorised. Whoever requested it asks: kith urgent check " +
                       values->reference + "\n");
               return absl::OkStatus();
             });
  });
}

void AddCheck(CLI::App& urgent, Terminal& terminal) {
  auto* command = urgent.add_subcommand(
      "check",
      "Asks what was requested and authorised, once.\n\nExample:\n  kith "
      "urgent check K-4821-7M\n\nExit: as kith check.");
  const auto values = std::make_shared<SignValues>();
  command->add_option("REFERENCE", values->reference)->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::ListUrgentRequest which;
          which.set_as(values->desk.as);
          KITH_ASSIGN_OR_RETURN(const auto list, desk.ListUrgent(which));
          std::vector<desk::v1::Person> people;
          for (const auto& entry : list.entries()) {
            if (entry.reference() != values->reference) continue;
            people.assign(entry.people().begin(), entry.people().end());
          }
          desk::v1::CheckUrgentRequest request;
          request.set_as(values->desk.as);
          request.set_reference(values->reference);
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.CheckUrgent(request));
          Say(terminal, values->desk, reply,
              CheckScreen(reply, people, absl::LocalTimeZone()));
          terminal.exit = ExitOf(reply);
          return absl::OkStatus();
        });
  });
}

struct ReviewValues : SignValues {
  std::string finding, reason;
};

void AddReview(CLI::App& urgent, Terminal& terminal) {
  auto* command = urgent.add_subcommand(
      "review",
      "The data protection officer's review of a use, within two working "
      "days.\n\nExample:\n  kith urgent review K-4821-7M --finding justified "
      "\\\n    --reason \"the child was seen the same night\"");
  const auto values = std::make_shared<ReviewValues>();
  command->add_option("REFERENCE", values->reference)->required();
  command->add_option("--finding", values->finding, "what was found")
      ->required()
      ->check(CLI::IsMember({"justified", "not-justified", "referred"}));
  command->add_option("--reason", values->reason, "stays in this agency")
      ->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::ReviewUrgentRequest request;
          request.set_as(values->desk.as);
          request.set_reference(values->reference);
          request.set_finding(values->finding);
          request.set_reason(values->reason);
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.ReviewUrgent(request));
          Say(terminal, values->desk, reply, "Reviewed and logged.\n");
          return absl::OkStatus();
        });
  });
}

}  // namespace

void AddUrgentCommands(CLI::App& kith, Terminal& terminal) {
  auto* urgent = kith.add_subcommand(
      "urgent", "Urgent access: two people, two keys, one question");
  urgent->require_subcommand(1);
  AddKey(*urgent, terminal);
  AddRequest(*urgent, terminal);
  AddList(*urgent, terminal);
  AddAuthorise(*urgent, terminal);
  AddCheck(*urgent, terminal);
  AddReview(*urgent, terminal);
}

}  // namespace kith::deploy
