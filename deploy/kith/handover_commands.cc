// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "deploy/kith/agreement_options.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/handover_words.h"
#include "deploy/kith/people.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

struct Values {
  DeskOptions desk;
  std::string person, to, reference;
  bool stay = false;
};

void AddPropose(CLI::App& handover, Terminal& terminal) {
  auto* command = handover.add_subcommand(
      "propose",
      "Proposes to another agency that it takes a person over. No name goes "
      "there: say the\nreference on the telephone.\n\nExample:\n  kith "
      "handover "
      "propose --person \"forename=Sami,surname=Amara,dob=2021-03-14\" \\\n    "
      "--to northshire-health-visiting");
  const auto values = std::make_shared<Values>();
  command->add_option("--person", values->person, "as for kith check")
      ->required();
  command->add_option("--to", values->to, "an agency's id: kith network print")
      ->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               desk::v1::ProposeHandoverRequest request;
               request.set_as(values->desk.as);
               request.set_to(values->to);
               KITH_ASSIGN_OR_RETURN(*request.mutable_person(),
                                     ParsePerson(values->person));
               KITH_ASSIGN_OR_RETURN(const auto reply,
                                     desk.ProposeHandover(request));
               Say(terminal, values->desk, reply,
                   "Proposed: " + reply.reference() +
                       ". Ring them and say whom it is about; they have five "
                       "working "
                       "days.\nYou stay involved until they have accepted and "
                       "you have "
                       "closed.\n");
               return absl::OkStatus();
             });
  });
}

void AddAccept(CLI::App& handover, Terminal& terminal) {
  auto* command = handover.add_subcommand(
      "accept",
      "Takes a person over, once your agency is involved and the family has "
      "agreed anew.\n\nExample:\n  kith handover accept H-4821-7M --person "
      "\"forename=Sami,surname=Amara,dob=2021-03-14\"");
  const auto values = std::make_shared<Values>();
  command->add_option("REFERENCE", values->reference)->required();
  command
      ->add_option("--person", values->person,
                   "as your own register knows them")
      ->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::AcceptHandoverRequest request;
          request.set_as(values->desk.as);
          request.set_reference(values->reference);
          KITH_ASSIGN_OR_RETURN(*request.mutable_person(),
                                ParsePerson(values->person));
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.AcceptHandover(request));
          Say(terminal, values->desk, reply,
              "Accepted. They close when they have heard.\n");
          return absl::OkStatus();
        });
  });
}

void AddEnd(CLI::App& handover, Terminal& terminal) {
  auto* command = handover.add_subcommand(
      "end",
      "Declines a proposal; or takes one of your own back.\n\nExample:\n  kith "
      "handover end H-4821-7M");
  const auto values = std::make_shared<Values>();
  command->add_option("REFERENCE", values->reference)->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::EndHandoverRequest request;
          request.set_as(values->desk.as);
          request.set_reference(values->reference);
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.EndHandover(request));
          Say(terminal, values->desk, reply, "Ended; both agencies see it.\n");
          return absl::OkStatus();
        });
  });
}

void AddClose(CLI::App& handover, Terminal& terminal) {
  auto* command = handover.add_subcommand(
      "close",
      "Ends your agency's involvement after the other has accepted. End it in "
      "your own\nsystem too, or the next import brings it back.\n\nExample:\n  "
      "kith handover close H-4821-7M --stay");
  const auto values = std::make_shared<Values>();
  command->add_option("REFERENCE", values->reference)->required();
  command->add_flag("--stay", values->stay, "stay involved and lead no longer");
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::CloseHandoverRequest request;
          request.set_as(values->desk.as);
          request.set_reference(values->reference);
          request.set_stay(values->stay);
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.CloseHandover(request));
          Say(terminal, values->desk, reply,
              values->stay ? "Closed: your agency stays and leads no longer.\n"
                           : "Closed: your agency is involved no longer.\n");
          return absl::OkStatus();
        });
  });
}

void AddList(CLI::App& handover, Terminal& terminal) {
  auto* command = handover.add_subcommand(
      "list",
      "Lists handovers to and from this agency.\n\nExample:\n  kith handover "
      "list");
  const auto options = std::make_shared<DeskOptions>();
  AddDeskOptions(*command, *options);
  command->callback([&terminal, options] {
    WithDesk(terminal, *options, [&](desk::DeskClient& desk) -> absl::Status {
      desk::v1::ListHandoversRequest request;
      request.set_as(options->as);
      KITH_ASSIGN_OR_RETURN(const auto reply, desk.ListHandovers(request));
      Say(terminal, *options, reply,
          HandoversInWords(reply, absl::LocalTimeZone()));
      return absl::OkStatus();
    });
  });
}

void AddDigest(CLI::App& kith, Terminal& terminal) {
  auto* command = kith.add_subcommand(
      "digest",
      "Who asked about the people you support since you last acknowledged, who "
      "became\ninvolved, and which handovers wait.\n\nExample:\n  kith digest "
      "--acknowledge");
  struct DigestValues {
    DeskOptions desk;
    bool acknowledge = false;
  };
  const auto values = std::make_shared<DigestValues>();
  command->add_flag("--acknowledge", values->acknowledge,
                    "the next digest begins where this one ends");
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               desk::v1::GetDigestRequest request;
               request.set_as(values->desk.as);
               KITH_ASSIGN_OR_RETURN(const auto reply, desk.GetDigest(request));
               Say(terminal, values->desk, reply,
                   DigestInWords(reply, absl::LocalTimeZone()));
               if (!values->acknowledge) return absl::OkStatus();
               desk::v1::AcknowledgeDigestRequest acknowledge;
               acknowledge.set_as(values->desk.as);
               acknowledge.set_until_ms(reply.until_ms());
               return desk.AcknowledgeDigest(acknowledge).status();
             });
  });
}

}  // namespace

void AddHandoverCommands(CLI::App& kith, Terminal& terminal) {
  auto* handover = kith.add_subcommand(
      "handover", "Handing a family over to another agency, without a gap");
  handover->require_subcommand(1);
  AddPropose(*handover, terminal);
  AddAccept(*handover, terminal);
  AddEnd(*handover, terminal);
  AddClose(*handover, terminal);
  AddList(*handover, terminal);
  AddDigest(kith, terminal);
}

}  // namespace kith::deploy
