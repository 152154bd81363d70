// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "agent/desk_client/answer_words.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/json.h"
#include "deploy/kith/people.h"
#include "deploy/kith/screen_text.h"
#include "deploy/kith/touch_words.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

std::string InvolvementInWords(const desk::v1::InvolvementSummary& summary) {
  const auto& answer = summary.involvement();
  return absl::StrCat(
      LeftAndRight(absl::StrCat(summary.person_ref(), "  ", answer.service(),
                                answer.leads_for_family() ? ", leads" : ""),
                   absl::StrCat("since ", desk::MonthInWords(answer.since()),
                                ", ", answer.status())),
      "    ", summary.ground_words(),
      summary.published() ? "; others can find it" : "; not published", "\n");
}

void AddInvolvementList(CLI::App& kith, Terminal& terminal) {
  auto* involvement =
      kith.add_subcommand("involvement", "Whom this agency supports");
  involvement->require_subcommand(1);
  auto* command = involvement->add_subcommand(
      "list",
      "Lists this agency's open involvements and whether others can find "
      "them.\n\nExample:\n  kith involvement list --agent-dir "
      "/var/lib/kith");
  const auto options = std::make_shared<DeskOptions>();
  AddDeskOptions(*command, *options);
  command->callback([&terminal, options] {
    WithDesk(terminal, *options, [&](desk::DeskClient& desk) -> absl::Status {
      desk::v1::ListInvolvementsRequest request;
      request.set_as(options->as);
      KITH_ASSIGN_OR_RETURN(const auto reply, desk.ListInvolvements(request));
      if (options->json) {
        terminal.out << Pretty(ToJson(reply));
        return absl::OkStatus();
      }
      for (const auto& summary : reply.involvements()) {
        terminal.out << InvolvementInWords(summary);
      }
      terminal.out << reply.involvements_size() << " involvements.\n";
      return absl::OkStatus();
    });
  });
}

struct ShieldValues {
  DeskOptions desk;
  std::string person, kind;
};

void AddApart(CLI::App& shield, Terminal& terminal) {
  auto* command = shield.add_subcommand(
      "apart",
      "Somebody adopted, or given another identity: nothing links them to who "
      "they were any\nmore. Import who they are now first; then this, by a "
      "manager or the DPO.\n\nExample:\n  kith shield apart --person "
      "\"forename=Robin,surname=Maplewood,dob=2018-04-12\" \\\n    --not "
      "\"forename=Kit,surname=Ashgrove,dob=2018-04-12\"");
  struct Values {
    DeskOptions desk;
    std::string person, not_person;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("--person", values->person, "who they are now")
      ->required();
  command->add_option("--not", values->not_person, "who they were")->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               desk::v1::TellApartRequest request;
               request.set_as(values->desk.as);
               KITH_ASSIGN_OR_RETURN(*request.mutable_person(),
                                     ParsePerson(values->person));
               KITH_ASSIGN_OR_RETURN(*request.mutable_not_person(),
                                     ParsePerson(values->not_person));
               KITH_ASSIGN_OR_RETURN(const auto reply, desk.TellApart(request));
               terminal.out
                   << (values->desk.json
                           ? Pretty(ToJson(reply))
                           : "Told apart. What they were known as leaves the "
                             "index within minutes.\nAgencies that knew them "
                             "before have to do the same in their own.\n");
               return absl::OkStatus();
             });
  });
}

void AddConfirm(CLI::App& shield, Terminal& terminal) {
  auto* command = shield.add_subcommand(
      "confirm",
      "After the agent's database was lost: whoever was shielded or told apart "
      "is so again. Until a\nmanager or the DPO says so, the agent answers "
      "nobody, publishes nothing and hands nobody over.\n\nExample:\n  kith "
      "shield confirm\n\nBefore: import again, and set again what `kith "
      "restore` cannot know (docs/operate/backup.md).");
  const auto desk_options = std::make_shared<DeskOptions>();
  AddDeskOptions(*command, *desk_options);
  command->callback([&terminal, desk_options] {
    WithDesk(terminal, *desk_options,
             [&](desk::DeskClient& desk) -> absl::Status {
               desk::v1::ConfirmShieldsRequest request;
               request.set_as(desk_options->as);
               KITH_ASSIGN_OR_RETURN(const auto reply,
                                     desk.ConfirmShields(request));
               terminal.out
                   << (desk_options->json
                           ? Pretty(ToJson(reply))
                           : "Confirmed, and logged with your name. The agent "
                             "publishes and answers again.\n");
               return absl::OkStatus();
             });
  });
}

void AddShield(CLI::App& kith, Terminal& terminal) {
  auto* shield =
      kith.add_subcommand("shield", "People of whom nothing is said");
  shield->require_subcommand(1);
  AddApart(*shield, terminal);
  AddConfirm(*shield, terminal);
  auto* command = shield->add_subcommand(
      "set",
      "Shields a person. silent: nothing is said, and you hear who asks. "
      "absent: nothing\nleaves this agency, and you hear nothing. none: "
      "ends it.\n\nExample:\n  kith shield set --kind silent --person "
      "\"forename=Dina,surname=Amara,dob=1994-07-02\"");
  const auto values = std::make_shared<ShieldValues>();
  command->add_option("--person", values->person, "as for kith check")
      ->required();
  command->add_option("--kind", values->kind, "silent, absent or none")
      ->required()
      ->check(CLI::IsMember({"silent", "absent", "none"}));
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               desk::v1::SetShieldRequest request;
               request.set_as(values->desk.as);
               KITH_ASSIGN_OR_RETURN(*request.mutable_person(),
                                     ParsePerson(values->person));
               request.set_kind(values->kind);
               KITH_ASSIGN_OR_RETURN(const auto reply, desk.SetShield(request));
               if (values->desk.json) {
                 terminal.out << Pretty(ToJson(reply));
               } else if (reply.people() == 0) {
                 terminal.out
                     << "Nobody in the register is this person. The shield is "
                        "kept and holds if they come.\n";
               } else {
                 terminal.out << "Set for " << reply.people()
                              << (reply.people() == 1 ? " person" : " people")
                              << " in the register.\n";
               }
               return absl::OkStatus();
             });
  });
}

void AddTouches(CLI::App& kith, Terminal& terminal) {
  auto* command = kith.add_subcommand(
      "touches",
      "Lists who asked about people of whom this agency does not "
      "speak. They got no\nanswer; whether to ring is yours to "
      "decide.\n\nExample:\n  kith touches --agent-dir /var/lib/kith");
  const auto options = std::make_shared<DeskOptions>();
  AddDeskOptions(*command, *options);
  command->callback([&terminal, options] {
    WithDesk(terminal, *options, [&](desk::DeskClient& desk) -> absl::Status {
      desk::v1::ListTouchesRequest request;
      request.set_as(options->as);
      KITH_ASSIGN_OR_RETURN(const auto reply, desk.ListTouches(request));
      terminal.out << (options->json ? Pretty(ToJson(reply))
                                     : TouchesInWords(reply.touches(),
                                                      absl::LocalTimeZone()));
      return absl::OkStatus();
    });
  });
}

}  // namespace

void AddDeskCommands(CLI::App& kith, Terminal& terminal) {
  AddInvolvementList(kith, terminal);
  AddShield(kith, terminal);
  AddTouches(kith, terminal);
}

}  // namespace kith::deploy
