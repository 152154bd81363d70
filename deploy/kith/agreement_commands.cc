// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agreement_commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "agent/connectors/csv_reader.h"
#include "deploy/kith/agreement_words.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/files.h"
#include "deploy/kith/json.h"
#include "deploy/kith/people.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMaxGapsBytes = std::size_t{16} << 20;
constexpr char kPersonIdColumn[] = "person id";

const std::vector<std::string>& Capacities() {
  static const auto* words = new std::vector<std::string>{
      "parent", "carer", "young-person", "competent-child", "adult"};
  return *words;
}

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

// Puts the people of the command line into a request.
template <typename Request>
absl::Status PutPeople(const DeskOptions& desk, const PeopleOptions& options,
                       Request& request) {
  request.set_as(desk.as);
  KITH_ASSIGN_OR_RETURN(const auto people,
                        GatherPeople(options.persons, options.file));
  for (const auto& person : people) *request.add_people() = person;
  return absl::OkStatus();
}

template <typename Reply>
void Say(Terminal& terminal, const DeskOptions& desk, const Reply& reply,
         const std::string& words) {
  terminal.out << (desk.json ? Pretty(ToJson(reply)) : words);
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
    WithDesk(terminal, values->desk, [&](DeskClient& desk) -> absl::Status {
      desk::v1::RecordObjectionRequest request;
      KITH_RETURN_IF_ERROR(PutPeople(values->desk, values->people, request));
      request.set_said_by(values->said_by);
      request.set_capacity(values->capacity);
      KITH_ASSIGN_OR_RETURN(const auto reply, desk.RecordObjection(request));
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
    WithDesk(terminal, values->desk, [&](DeskClient& desk) -> absl::Status {
      desk::v1::DecideObjectionRequest request;
      request.set_as(values->desk.as);
      request.set_reference(values->reference);
      request.set_decision(values->decision);
      request.set_reason(values->reason);
      KITH_ASSIGN_OR_RETURN(const auto reply, desk.DecideObjection(request));
      Say(terminal, values->desk, reply,
          values->decision == "share"
              ? "Decided: sharing goes on, on whatever agreement is in force.\n"
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
    WithDesk(terminal, values->desk, [&](DeskClient& desk) -> absl::Status {
      desk::v1::RecordNotSharedRequest request;
      KITH_RETURN_IF_ERROR(PutPeople(values->desk, values->people, request));
      request.set_said_by(values->said_by);
      request.set_reason(values->reason);
      KITH_ASSIGN_OR_RETURN(const auto reply, desk.RecordNotShared(request));
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
                         DeskClient& desk) {
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
    WithDesk(terminal, values->desk, [&](DeskClient& desk) {
      return RecordBasis(terminal, *values, desk);
    });
  });
}

struct AttestValues {
  DeskOptions desk;
  ScopeValues scope;
  std::string file, source, reference, given_on, capacity, until, wording;
  std::string language = "en";
};

// The column `person id` of an import's agreement-gaps file, or of any other.
absl::StatusOr<std::vector<std::string>> PersonIds(const std::string& path) {
  KITH_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxGapsBytes));
  KITH_ASSIGN_OR_RETURN(const agent::CsvTable table, agent::ParseCsv(bytes));
  const auto column =
      std::find(table.header.begin(), table.header.end(), kPersonIdColumn);
  if (column == table.header.end()) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, ": no column `", kPersonIdColumn,
        "`; give the agreement-gaps file that kith import wrote, with the "
        "rows of the families who agreed"));
  }
  const auto at =
      static_cast<std::size_t>(std::distance(table.header.begin(), column));
  std::vector<std::string> ids;
  for (const agent::CsvRow& row : table.rows) {
    if (!row.fault.empty() || row.fields.size() <= at) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": line ", row.line, ": ",
                       row.fault.empty() ? "too short" : row.fault));
    }
    ids.push_back(row.fields[at]);
  }
  return ids;
}

absl::Status Attest(Terminal& terminal, const AttestValues& values,
                    DeskClient& desk) {
  desk::v1::AttestAgreementsRequest request;
  request.set_as(values.desk.as);
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> ids,
                        PersonIds(values.file));
  for (const std::string& id : ids) {
    auto* record = request.add_records();
    record->set_source(values.source);
    record->set_id(id);
  }
  request.set_reference(values.reference);
  absl::CivilDay given;
  if (!absl::ParseCivilTime(values.given_on, &given)) {
    return absl::InvalidArgumentError("given-on: write a day: 2026-11-20");
  }
  request.set_given_at_ms(
      absl::ToUnixMillis(absl::FromCivil(given, absl::UTCTimeZone())));
  request.set_capacity(values.capacity);
  request.set_everybody(values.scope.everybody);
  for (const auto& id : values.scope.categories) request.add_categories(id);
  for (const auto& id : values.scope.purposes) request.add_purposes(id);
  KITH_ASSIGN_OR_RETURN(const absl::Time until,
                        ParseUntil(values.until, terminal.clock.Now()));
  request.set_until_ms(absl::ToUnixMillis(until));
  request.set_wording(values.wording);
  request.set_language(values.language);
  KITH_ASSIGN_OR_RETURN(const auto reply, desk.AttestAgreements(request));
  Say(terminal, values.desk, reply, AttestedInWords(reply));
  return absl::OkStatus();
}

void AddAttest(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "attest",
      "A manager says that families agreed on paper: for the rows of the "
      "agreement-gaps file\nthat kith import wrote, those who did not agree "
      "taken out.\n\nExample:\n  kith consent attest "
      "pupils.csv.agreement-gaps.csv --source sims \\\n    --reference \"box "
      "4, folder 12\" --given-on 2026-10-01 --capacity parent \\\n    "
      "--everybody --until 2027-10-01");
  const auto values = std::make_shared<AttestValues>();
  command->add_option("FILE", values->file, "with a column `person id`")
      ->required();
  command->add_option("--source", values->source, "as the column map names it")
      ->required();
  command->add_option("--reference", values->reference, "where the papers are")
      ->required();
  command
      ->add_option("--given-on", values->given_on,
                   "when they agreed, the earliest of them: 2026-10-01")
      ->required();
  command->add_option("--capacity", values->capacity, "who agreed")
      ->required()
      ->check(CLI::IsMember(Capacities()));
  command->add_flag("--everybody", values->scope.everybody,
                    "every agency of the partnership may be told");
  command->add_option("--category", values->scope.categories,
                      "a kind of agency that may be told; repeat");
  command->add_option("--purpose", values->scope.purposes,
                      "only for this purpose; repeat; default: all");
  command
      ->add_option("--until", values->until,
                   "2027-03-01, or how long from now: 12h")
      ->required();
  command->add_option("--wording", values->wording,
                      "which notice the families were given");
  command->add_option("--language", values->language, "of that notice")
      ->capture_default_str();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(terminal, values->desk,
             [&](DeskClient& desk) { return Attest(terminal, *values, desk); });
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
    WithDesk(terminal, *options, [&](DeskClient& desk) -> absl::Status {
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
  AddAttest(consent, terminal);
  AddDue(consent, terminal);
}

}  // namespace kith::deploy
