// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agreement_commands.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "deploy/kith/agreement_options.h"
#include "deploy/kith/agreement_words.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/json.h"
#include "deploy/kith/people.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

// Whoever may be told, as several commands name them.
struct ScopeValues {
  std::vector<std::string> categories, agencies, excluded, purposes;
  bool everybody = false;
};

void AddScopeOptions(CLI::App& command, ScopeValues& values) {
  command.add_flag("--everybody", values.everybody,
                   "every agency of the partnership may be told");
  command.add_option("--category", values.categories,
                     "a kind of agency that may be told; repeat");
  command.add_option("--agency", values.agencies,
                     "an agency that may be told; repeat");
  command.add_option("--not-agency", values.excluded,
                     "an agency that may not be told; repeat");
  command.add_option("--purpose", values.purposes,
                     "only for this purpose; repeat; default: all");
}

struct ObjectValues {
  DeskOptions desk;
  PeopleOptions people;
  std::string said_by, capacity;
};

void AddObject(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "object",
      "Records that somebody objects. From now on nothing is said of these "
      "people, until a\nmanager has decided.\n\nExample:\n  kith consent "
      "object --person \"forename=Sami,surname=Amara,dob=2021-03-14\" \\\n    "
      "--said-by father --capacity parent");
  const auto values = std::make_shared<ObjectValues>();
  AddPeopleOptions(*command, values->people);
  command->add_option("--said-by", values->said_by, "who objects: father")
      ->required();
  command->add_option("--capacity", values->capacity, "in what capacity")
      ->required()
      ->check(CLI::IsMember(Capacities()));
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               desk::v1::RecordObjectionRequest request;
               KITH_RETURN_IF_ERROR(
                   PutPeople(values->desk, values->people, request));
               request.set_said_by(values->said_by);
               request.set_capacity(values->capacity);
               KITH_ASSIGN_OR_RETURN(const auto reply,
                                     desk.RecordObjection(request));
               Say(terminal, values->desk, reply, ObjectionInWords(reply));
               return absl::OkStatus();
             });
  });
}

struct DecideValues {
  DeskOptions desk;
  std::string reference, decision, reason;
};

void AddDecide(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "decide",
      "A manager decides about an objection, with a reason.\n\nExample:\n  "
      "kith consent decide 0f1e2d3c4b5a69788796a5b4c3d2e1f0 --decision share "
      "\\\n    --reason \"both parents were heard\"");
  const auto values = std::make_shared<DecideValues>();
  command
      ->add_option("REFERENCE", values->reference,
                   "of the objection: kith consent due")
      ->required();
  command
      ->add_option("--decision", values->decision,
                   "share: sharing goes on; withhold: nothing is said")
      ->required()
      ->check(CLI::IsMember({"share", "withhold"}));
  command->add_option("--reason", values->reason, "stays in this agency")
      ->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::DecideObjectionRequest request;
          request.set_as(values->desk.as);
          request.set_reference(values->reference);
          request.set_decision(values->decision);
          request.set_reason(values->reason);
          KITH_ASSIGN_OR_RETURN(const auto reply,
                                desk.DecideObjection(request));
          Say(terminal, values->desk, reply,
              values->decision == "share" ? "Decided: sharing goes on, on "
                                            "whatever agreement is in force.\n"
                                          : "Decided: nothing is said.\n");
          return absl::OkStatus();
        });
  });
}

struct DeclineValues {
  DeskOptions desk;
  PeopleOptions people;
  std::string said_by, reason;
};

void AddDecline(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "decline",
      "Records the decision not to share, and why.\n\nExample:\n  kith consent "
      "decline --person \"forename=Sami,surname=Amara,dob=2021-03-14\" \\\n    "
      "--said-by mother --reason family-declined");
  const auto values = std::make_shared<DeclineValues>();
  AddPeopleOptions(*command, values->people);
  command->add_option("--said-by", values->said_by, "who said so: mother")
      ->required();
  command->add_option("--reason", values->reason, "why")
      ->required()
      ->check(CLI::IsMember({"family-declined", "not-safe-to-ask",
                             "not-in-the-childs-interest", "not-needed"}));
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](desk::DeskClient& desk) -> absl::Status {
               desk::v1::RecordNotSharedRequest request;
               KITH_RETURN_IF_ERROR(
                   PutPeople(values->desk, values->people, request));
               request.set_said_by(values->said_by);
               request.set_reason(values->reason);
               KITH_ASSIGN_OR_RETURN(const auto reply,
                                     desk.RecordNotShared(request));
               Say(terminal, values->desk, reply,
                   absl::StrCat("Recorded for ", reply.people(),
                                reply.people() == 1 ? " person" : " people",
                                ": nothing is shared.\n"));
               return absl::OkStatus();
             });
  });
}

struct BasisValues {
  DeskOptions desk;
  PeopleOptions people;
  ScopeValues scope;
  std::string basis, gateway, until, evidence;
};

absl::Status RecordBasis(Terminal& terminal, const BasisValues& values,
                         desk::DeskClient& desk) {
  desk::v1::RecordLawfulBasisRequest request;
  KITH_RETURN_IF_ERROR(PutPeople(values.desk, values.people, request));
  request.set_legal_basis(values.basis);
  request.set_gateway(values.gateway);
  request.set_everybody(values.scope.everybody);
  for (const auto& id : values.scope.categories) request.add_categories(id);
  for (const auto& id : values.scope.agencies) request.add_agencies(id);
  for (const auto& id : values.scope.excluded) {
    request.add_excluded_agencies(id);
  }
  for (const auto& id : values.scope.purposes) request.add_purposes(id);
  KITH_ASSIGN_OR_RETURN(const absl::Time until,
                        ParseUntil(values.until, terminal.clock.Now()));
  request.set_until_ms(absl::ToUnixMillis(until));
  request.set_evidence_reference(values.evidence);
  KITH_ASSIGN_OR_RETURN(const auto reply, desk.RecordLawfulBasis(request));
  Say(terminal, values.desk, reply,
      absl::StrCat("Recorded for ", reply.people(),
                   reply.people() == 1 ? " person" : " people",
                   ". It is no agreement: what it allows, the rules say (kith "
                   "policy print).\n"));
  return absl::OkStatus();
}

void AddBasis(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "basis",
      "Records a lawful basis other than consent, and the power or duty that "
      "allows sharing\n(kith network print lists both).\n\nExample:\n  kith "
      "consent basis --person \"forename=Sami,surname=Amara,dob=2021-03-14\" "
      "\\\n    --basis public-task --gateway children-act-1989-s17 "
      "--everybody \\\n    --until 2027-03-01 --evidence \"case record 12\"");
  const auto values = std::make_shared<BasisValues>();
  AddPeopleOptions(*command, values->people);
  command->add_option("--basis", values->basis, "a lawful basis")->required();
  command->add_option("--gateway", values->gateway, "a power or duty")
      ->required();
  AddScopeOptions(*command, values->scope);
  command
      ->add_option("--until", values->until,
                   "2027-03-01, or how long from now: 12h")
      ->required();
  command
      ->add_option("--evidence", values->evidence,
                   "where the decision is written down")
      ->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk, [&](desk::DeskClient& desk) {
      return RecordBasis(terminal, *values, desk);
    });
  });
}

void AddEndBasis(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "end-basis",
      "Ends every lawful basis recorded for these people.\n\nExample:\n  kith "
      "consent end-basis --person "
      "\"forename=Sami,surname=Amara,dob=2021-03-14\"");
  struct Values {
    DeskOptions desk;
    PeopleOptions people;
  };
  const auto values = std::make_shared<Values>();
  AddPeopleOptions(*command, values->people);
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::EndLawfulBasisRequest request;
          KITH_RETURN_IF_ERROR(
              PutPeople(values->desk, values->people, request));
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.EndLawfulBasis(request));
          Say(terminal, values->desk, reply,
              reply.pending() ? "Ended here at once, but NOT YET at the "
                                "centre. It is told as "
                                "soon as it can be reached.\n"
                              : "Ended.\n");
          return absl::OkStatus();
        });
  });
}

void AddDue(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "due",
      "Lists agreements that end soon, young people to ask themselves, and "
      "objections that\nwait for a manager.\n\nExample:\n  kith consent due");
  const auto options = std::make_shared<DeskOptions>();
  AddDeskOptions(*command, *options);
  command->callback([&terminal, options] {
    WithDesk(terminal, *options, [&](desk::DeskClient& desk) -> absl::Status {
      desk::v1::ListDueRequest request;
      request.set_as(options->as);
      KITH_ASSIGN_OR_RETURN(const auto reply, desk.ListDue(request));
      Say(terminal, *options, reply, DueInWords(reply));
      return absl::OkStatus();
    });
  });
}

}  // namespace

absl::StatusOr<absl::Time> ParseUntil(const std::string& text, absl::Time now) {
  absl::CivilDay day;
  if (text.size() == 10 && absl::ParseCivilTime(text, &day)) {
    return absl::FromCivil(day + 1, absl::LocalTimeZone());
  }
  absl::Time time;
  std::string fault;
  if (absl::ParseTime(absl::RFC3339_full, text, &time, &fault)) return time;
  absl::Duration from_now;
  if (absl::ParseDuration(text, &from_now) && from_now > absl::ZeroDuration()) {
    return now + from_now;
  }
  return absl::InvalidArgumentError(
      "until: write a day (2027-03-01), a time (2027-03-01T12:00:00Z) or how "
      "long from now (12h)");
}

void AddAgreementCommands(CLI::App& consent, Terminal& terminal) {
  AddObject(consent, terminal);
  AddDecide(consent, terminal);
  AddDecline(consent, terminal);
  AddBasis(consent, terminal);
  AddEndBasis(consent, terminal);
  AddDue(consent, terminal);
}

}  // namespace kith::deploy
