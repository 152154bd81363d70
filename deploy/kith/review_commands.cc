// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/review_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/json.h"
#include "deploy/kith/review_words.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

void AddAdd(CLI::App& canary, Terminal& terminal) {
  auto* command = canary.add_subcommand(
      "add",
      "Makes people who do not exist, in families, and publishes them. "
      "Nobody has a\nreason to ask about them: who does is going through a "
      "list of names.\n\nExample:\n  kith canary add --people 30 "
      "--agent-dir /var/lib/kith\n\nThree in a thousand of the register are "
      "usual.");
  struct Values {
    DeskOptions desk;
    std::uint32_t people = 0;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("--people", values->people, "1 to 500")->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::AddCanariesRequest request;
          request.set_as(values->desk.as);
          request.set_people(values->people);
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.AddCanaries(request));
          if (values->desk.json) {
            terminal.out << Pretty(ToJson(reply));
          } else {
            terminal.out << "Made " << reply.people() << " people in "
                         << reply.families()
                         << " families. They are published within minutes.\n";
          }
          return absl::OkStatus();
        });
  });
}

void AddList(CLI::App& canary, Terminal& terminal) {
  auto* command = canary.add_subcommand(
      "list",
      "Lists the people who do not exist, and who asked about them.\n\n"
      "Example:\n  kith canary list --agent-dir /var/lib/kith");
  const auto options = std::make_shared<DeskOptions>();
  AddDeskOptions(*command, *options);
  command->callback([&terminal, options] {
    WithDesk(terminal, *options, [&](desk::DeskClient& desk) -> absl::Status {
      desk::v1::ListCanariesRequest request;
      request.set_as(options->as);
      KITH_ASSIGN_OR_RETURN(const auto reply, desk.ListCanaries(request));
      terminal.out << (options->json
                           ? Pretty(ToJson(reply))
                           : CanariesInWords(reply, absl::LocalTimeZone()));
      return absl::OkStatus();
    });
  });
}

void AddRemove(CLI::App& canary, Terminal& terminal) {
  auto* command = canary.add_subcommand(
      "remove",
      "Takes one, or all, out of the register and the index. Who asked stays "
      "listed.\n\nExample:\n  kith canary remove --all --agent-dir "
      "/var/lib/kith");
  struct Values {
    DeskOptions desk;
    std::string reference;
    bool all = false;
  };
  const auto values = std::make_shared<Values>();
  auto* which = command->add_option_group("which");
  which->add_option("REFERENCE", values->reference, "as kith canary list says");
  which->add_flag("--all", values->all, "all of them");
  which->require_option(1);
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::RemoveCanariesRequest request;
          request.set_as(values->desk.as);
          request.set_person_ref(values->reference);
          request.set_all(values->all);
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.RemoveCanaries(request));
          if (values->desk.json) {
            terminal.out << Pretty(ToJson(reply));
          } else {
            terminal.out << "Removed " << reply.people() << ".\n";
          }
          return absl::OkStatus();
        });
  });
}

}  // namespace

void AddCanaryCommands(CLI::App& kith, Terminal& terminal) {
  auto* canary = kith.add_subcommand(
      "canary", "People who do not exist, to find who goes through lists");
  canary->require_subcommand(1);
  AddAdd(*canary, terminal);
  AddList(*canary, terminal);
  AddRemove(*canary, terminal);
}

void AddDigest(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "digest",
      "What was recorded since a day, by whom and on what evidence; who asked "
      "about\nshielded people and canaries; alarms. Names nobody of the "
      "register.\n\nExample:\n  kith audit digest --since 2026-11-20 "
      "--agent-dir /var/lib/kith");
  struct Values {
    DeskOptions desk;
    std::string since;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("--since", values->since,
                      "a day, 2026-11-20; default: the last seven days");
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::GetReviewDigestRequest request;
          request.set_as(values->desk.as);
          KITH_ASSIGN_OR_RETURN(
              const absl::Time since,
              ParseSince(values->since, terminal.clock.Now() - kSevenDays));
          request.set_since_ms(absl::ToUnixMillis(since));
          KITH_ASSIGN_OR_RETURN(const auto reply,
                                desk.GetReviewDigest(request));
          terminal.out << (values->desk.json
                               ? Pretty(ToJson(reply))
                               : DigestInWords(reply, absl::LocalTimeZone()));
          return absl::OkStatus();
        });
  });
}

void AddAskedBy(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "asked-by",
      "Who of this agency's staff asked: for another agency's data protection "
      "officer,\nwho has a check's reference or a pseudonym.\n\nExample:\n"
      "  kith audit asked-by K-4821-7M --agent-dir /var/lib/kith");
  struct Values {
    DeskOptions desk;
    std::string reference;
  };
  const auto values = std::make_shared<Values>();
  command
      ->add_option("REFERENCE", values->reference,
                   "K-4821-7M, or a pseudonym of 32 digits and letters")
      ->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::WhoOfStaffRequest request;
          request.set_as(values->desk.as);
          request.set_reference(values->reference);
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.WhoOfStaff(request));
          if (values->desk.json) {
            terminal.out << Pretty(ToJson(reply));
          } else {
            for (const std::string& name : reply.staff()) {
              terminal.out << name << "\n";
            }
          }
          return absl::OkStatus();
        });
  });
}

}  // namespace kith::deploy
