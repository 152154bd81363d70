// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "deploy/kith/check_list.h"
#include "deploy/kith/check_screen.h"
#include "deploy/kith/commands.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/files.h"
#include "deploy/kith/json.h"
#include "deploy/kith/not_asked_words.h"
#include "deploy/kith/people.h"
#include "deploy/kith/recall_words.h"
#include "deploy/kith/screen_text.h"
#include "keys/base/status_macros.h"
#include "keys/network/network.h"

namespace kith::deploy {
namespace {

using desk::v1::CheckRequest;

constexpr char kNotAskedYet[] = "not-asked-yet";

struct CheckValues {
  DeskOptions desk;
  PeopleOptions people;
  ListOptions list;
  std::string why, ground = "family-agreed", gateway, necessity, told;
  std::string language = "en";
  bool no_connection = false, eight = false, shielded = false;
};

CheckRequest RequestOf(const CheckValues& values,
                       const std::vector<desk::v1::Person>& people) {
  CheckRequest request;
  request.set_as(values.desk.as);
  for (const auto& person : people) *request.add_people() = person;
  request.set_purpose(values.why);
  request.set_ground(values.ground);
  request.set_gateway(values.gateway);
  request.set_necessity(values.necessity);
  request.set_told(values.told);
  request.set_no_personal_connection(values.no_connection);
  request.set_shape_of_eight(values.eight);
  request.set_shielded_asker(values.shielded);
  return request;
}

// What to know of how often was asked.
std::string NotesInWords(const desk::v1::CheckReply& reply) {
  std::string text;
  for (const std::string& note : reply.notes()) {
    text += Wrap(absl::StrCat("Note: ", note), "  ");
  }
  return text;
}

void UsageFault(Terminal& terminal, Style style, const absl::Status& status) {
  Fail(terminal, style, status);
  terminal.exit = Exit::kUsage;
}

// A way out that asks nothing, which no script may take for an answer.
void SayWhatToSay(Terminal& terminal, const CheckValues& values) {
  const Style style = values.desk.style();
  const auto network = Network::Load(In(values.desk.agent_dir, "network.kith"));
  if (!network.ok()) return Fail(terminal, style, network.status());
  const std::string words = NotAskedWords((*network)->file(), values.language);
  terminal.exit = Exit::kRefused;
  terminal.out << (values.desk.json
                       ? Pretty({{"outcome_of_request", "not_asked"},
                                 {"words", words}})
                       : words);
}

void Check(Terminal& terminal, const CheckValues& values) {
  const Style style = values.desk.style();
  if (values.ground == kNotAskedYet) return SayWhatToSay(terminal, values);
  if (values.why.empty()) {
    return UsageFault(
        terminal, style,
        absl::InvalidArgumentError(
            "why: required; a purpose of the network file (kith network "
            "print), for example --why considering-referral"));
  }
  if (!values.no_connection) {
    return UsageFault(
        terminal, style,
        absl::InvalidArgumentError(
            "do you know these people privately? If you do, ask a colleague to "
            "make this check; if not, add --no-personal-connection"));
  }
  if (values.list.list) {
    return CheckList(terminal, values.desk, values.list, RequestOf(values, {}));
  }
  const auto people = GatherPeople(values.people.persons, values.people.file);
  if (!people.ok()) return UsageFault(terminal, style, people.status());
  WithDesk(terminal, values.desk, [&](desk::DeskClient& desk) -> absl::Status {
    const auto answered = desk.Check(RequestOf(values, *people));
    if (absl::IsUnavailable(answered.status()) && style == Style::kJson) {
      terminal.out << Pretty(
          {{"outcome_of_request", "unavailable"},
           {"error", std::string(answered.status().message())}});
      terminal.exit = Exit::kUnavailable;
      return absl::OkStatus();
    }
    KITH_ASSIGN_OR_RETURN(const desk::v1::CheckReply reply, answered);
    terminal.out << (style == Style::kJson
                         ? Pretty(ToJson(reply))
                         : CheckScreen(reply, *people, absl::LocalTimeZone()) +
                               NotesInWords(reply) +
                               RecalledInWords(reply.recalled()));
    terminal.exit = ExitOf(reply);
    return absl::OkStatus();
  });
}

void AddListOptions(CLI::App& command, ListOptions& options) {
  auto* list = command.add_flag(
      "--list", options.list,
      "asks about your own open families, one person after the other, in place "
      "of --person");
  command
      .add_flag("--whole-agency", options.whole_agency,
                "with --list: about all of the agency's open families (lead "
                "practitioner or manager)")
      ->needs(list);
  auto* until = command.add_option("--until", options.until,
                                   "with --agenda: when the meeting ends, "
                                   "2026-11-28T12:00; nothing is asked after");
  command
      .add_option("--agenda", options.agenda,
                  "with --list: about the people of a meeting instead, a CSV "
                  "file with forename, surname, date_of_birth and, as wanted, "
                  "nhs_number, family, ground, gateway, necessity, told")
      ->needs(list)
      ->needs(until);
}

void AddCheck(CLI::App& kith, Terminal& terminal) {
  auto* command = kith.add_subcommand(
      "check",
      "Asks whether a family is already supported, and by whom.\n\nExample:\n"
      "  kith check --why considering-referral --ground family-agreed \\\n"
      "    --person \"forename=Sami,surname=Amara,dob=2021-03-14\" \\\n"
      "    --person \"forename=Dina,surname=Amara,dob=1994-07-02\" \\\n"
      "    --no-personal-connection --agent-dir /var/lib/kith\n\n"
      "An unborn child is asked about by the mother's details and the day it "
      "is "
      "due:\n"
      "    --person \"forename=Dina,surname=Amara,dob=1994-07-02,"
      "expected-date=2030-05-02\"\n"
      "(or expected-date=unknown). That finds the child and never the mother; "
      "ask about\nher as a second person.\n\n"
      "A list, of one's own families or of a meeting:\n"
      "    kith check --list --agenda today.csv --until 2026-11-28T12:00 \\\n"
      "      --why team-planning --no-personal-connection\n\n"
      "Exit: 0 answered, 3 refused by the rules or, with not-asked-yet, "
      "nothing asked,\n4 could not be asked.");
  const auto values = std::make_shared<CheckValues>();
  AddPeopleOptions(*command, values->people);
  command->add_option("--why", values->why,
                      "a purpose of the network file, e.g. "
                      "considering-referral, worried-about-a-child; required "
                      "unless not-asked-yet");
  command
      ->add_option("--ground", values->ground,
                   "family-agreed; not-asked-yet: says what to say and asks "
                   "nothing; safeguarding: then also --gateway, --necessity "
                   "and --told; urgent access: kith urgent request")
      ->check(CLI::IsMember(
          {"family-agreed", kNotAskedYet, "safeguarding", "urgent-access"}))
      ->capture_default_str();
  command->add_option("--gateway", values->gateway,
                      "the power or duty in law, an id of the network file");
  command->add_option("--necessity", values->necessity,
                      "why it is necessary to ask, a code of the "
                      "partnership: risk-of-harm");
  command->add_option("--told", values->told,
                      "whether the family was told, a code: yes, or why not");
  command->add_option("--language", values->language,
                      "of what to say to the family");
  command->add_flag("--eight", values->eight,
                    "ask in the shape of eight people, so that nobody sees how "
                    "many");
  command->add_flag("--shielded", values->shielded,
                    "do not say which agency asks (a sensitive service)");
  command->add_flag("--no-personal-connection", values->no_connection,
                    "you do not know these people privately; required");
  AddListOptions(*command, values->list);
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] { Check(terminal, *values); });
}

void AddNextStep(CLI::App& kith, Terminal& terminal) {
  auto* command = kith.add_subcommand(
      "next-step",
      "Records what you did after a check.\n\nExample:\n  kith "
      "next-step K-4821-7M rang --agent-dir /var/lib/kith");
  struct Values {
    DeskOptions desk;
    std::string reference, step;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("REFERENCE", values->reference, "the check's reference")
      ->required();
  command->add_option("STEP", values->step, "what you did")
      ->required()
      ->check(CLI::IsMember(
          {"joined", "rang", "still-referring", "nothing-needed"}));
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               desk::v1::RecordNextStepRequest request;
               request.set_as(values->desk.as);
               request.set_reference(values->reference);
               request.set_step(values->step);
               KITH_RETURN_IF_ERROR(desk.RecordNextStep(request));
               terminal.out << (values->desk.json
                                    ? Pretty({{"reference", values->reference},
                                              {"step", values->step}})
                                    : "Recorded. Thank you.\n");
               return absl::OkStatus();
             });
  });
}

}  // namespace

Exit ExitOf(const desk::v1::CheckReply& reply) {
  if (reply.outcome_of_request() == "answered") return Exit::kAnswered;
  if (reply.outcome_of_request() == "refused") return Exit::kRefused;
  return Exit::kUnavailable;
}

void AddCheckCommands(CLI::App& kith, Terminal& terminal) {
  AddCheck(kith, terminal);
  AddNextStep(kith, terminal);
}

}  // namespace kith::deploy
