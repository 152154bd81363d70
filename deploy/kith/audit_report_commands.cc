// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/audit_report_commands.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/kith/audit_words.h"
#include "deploy/kith/desk_options.h"
#include "deploy/kith/files.h"
#include "deploy/kith/json.h"
#include "deploy/kith/people.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

// What every report takes.
struct Values {
  DeskOptions desk;
  std::string since;
  std::string csv;
  std::string what;  // A person, a name at the desk.
  std::uint32_t count = 0;
  bool all = false;
};

std::shared_ptr<Values> AddReportOptions(CLI::App& command,
                                         const std::string& since) {
  const auto values = std::make_shared<Values>();
  command.add_option("--since", values->since,
                     absl::StrCat("a day, 2026-11-20; default: ", since));
  command.add_option("--csv", values->csv,
                     "write a new file for a spreadsheet instead");
  AddDeskOptions(command, values->desk);
  return values;
}

// The report as it was asked for. A file is made whole or not at all, for the
// owner only, and none is written over.
absl::Status Say(Terminal& terminal, const Values& values,
                 const google::protobuf::Message& reply,
                 const std::function<std::string()>& words,
                 const std::function<std::string()>& csv) {
  if (!values.csv.empty()) {
    // Written beside it first.
    if (FileExists(values.csv) || FileExists(values.csv + ".new")) {
      return absl::FailedPreconditionError(
          absl::StrCat(values.csv,
                       ": is there already and was left alone; name a new "
                       "file"));
    }
    KITH_RETURN_IF_ERROR(ReplaceFile(values.csv, csv(), Readers::kOwner));
    if (!values.desk.json) {
      terminal.out << "Written to " << values.csv << "\n";
      return absl::OkStatus();
    }
  }
  terminal.out << (values.desk.json ? Pretty(ToJson(reply)) : words());
  return absl::OkStatus();
}

void AddSubject(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "subject",
      "Who asked about a person of this agency's register, when and why, what "
      "was\nreleased, and what it rested on: for a request for access. For "
      "exemption review,\nnever for release as it stands.\n\nExample:\n  kith "
      "audit subject --person \"forename=Sami,surname=Amara,dob=2021-03-14\" "
      "--agent-dir /var/lib/kith");
  const auto values = AddReportOptions(*command, "all that is kept");
  command->add_option("--person", values->what, "as for kith check")
      ->required();
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::ReportSubjectRequest request;
          request.set_as(values->desk.as);
          KITH_ASSIGN_OR_RETURN(*request.mutable_person(),
                                ParsePerson(values->what));
          KITH_ASSIGN_OR_RETURN(const absl::Time since,
                                ParseSince(values->since, absl::UnixEpoch()));
          request.set_since_ms(absl::ToUnixMillis(since));
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.ReportSubject(request));
          const absl::TimeZone zone = absl::LocalTimeZone();
          return Say(
              terminal, *values, reply,
              [&] { return SubjectReportInWords(reply, zone); },
              [&] { return SubjectReportAsCsv(reply, zone); });
        });
  });
}

void AddPractitioner(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "practitioner",
      "What one member of this agency's staff asked, and what came of it. "
      "Names nobody\nof the register.\n\nExample:\n  kith audit practitioner "
      "brook --since 2026-11-01 --agent-dir /var/lib/kith");
  const auto values = AddReportOptions(*command, "the last seven days");
  command->add_option("NAME", values->what, "their name at the desk")
      ->required();
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::ReportPractitionerRequest request;
          request.set_as(values->desk.as);
          request.set_staff(values->what);
          KITH_ASSIGN_OR_RETURN(
              const absl::Time since,
              ParseSince(values->since, terminal.clock.Now() - kSevenDays));
          request.set_since_ms(absl::ToUnixMillis(since));
          KITH_ASSIGN_OR_RETURN(const auto reply,
                                desk.ReportPractitioner(request));
          const absl::TimeZone zone = absl::LocalTimeZone();
          return Say(
              terminal, *values, reply,
              [&] { return PractitionerReportInWords(reply, zone); },
              [&] { return PractitionerReportAsCsv(reply, zone); });
        });
  });
}

void AddSample(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "sample",
      "Draws questions at random, without name, reference or hour: for the "
      "partnership's\nquality group. Of a small agency, a role and a day may "
      "still say who it was.\n\nExample:\n  kith audit sample 20 "
      "--since 2026-11-01 --csv sample.csv --agent-dir /var/lib/kith");
  const auto values = AddReportOptions(*command, "the last seven days");
  command->add_option("N", values->count, "1 to 500")->required();
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::DrawSampleRequest request;
          request.set_as(values->desk.as);
          request.set_count(values->count);
          KITH_ASSIGN_OR_RETURN(
              const absl::Time since,
              ParseSince(values->since, terminal.clock.Now() - kSevenDays));
          request.set_since_ms(absl::ToUnixMillis(since));
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.DrawSample(request));
          return Say(
              terminal, *values, reply, [&] { return SampleInWords(reply); },
              [&] { return SampleAsCsv(reply); });
        });
  });
}

void AddReview(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "review",
      "Questions that somebody should look at: urgent access, safeguarding, "
      "alarms\n(canaries, allowances), the asker's own surname, asked again "
      "and again without a\nnext step, unusual hours. Once you have looked, "
      "kith audit sign-off.\n\nExample:\n  kith audit review --since "
      "2026-11-20 --agent-dir /var/lib/kith");
  const auto values = AddReportOptions(*command, "the last seven days");
  command->add_flag("--all", values->all, "those signed off, too");
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::ReviewQuestionsRequest request;
          request.set_as(values->desk.as);
          request.set_all(values->all);
          KITH_ASSIGN_OR_RETURN(
              const absl::Time since,
              ParseSince(values->since, terminal.clock.Now() - kSevenDays));
          request.set_since_ms(absl::ToUnixMillis(since));
          KITH_ASSIGN_OR_RETURN(const auto reply,
                                desk.ReviewQuestions(request));
          const absl::TimeZone zone = absl::LocalTimeZone();
          return Say(
              terminal, *values, reply,
              [&] { return ReviewInWords(reply, zone); },
              [&] { return ReviewAsCsv(reply, zone); });
        });
  });
}

void AddSignOff(CLI::App& audit, Terminal& terminal) {
  auto* command = audit.add_subcommand(
      "sign-off",
      "Records in this agency's log that you have looked at entries. Nobody "
      "signs off a\nquestion of their own.\n\nExample:\n  kith audit sign-off "
      "--entry 1204 --entry 1207 --finding in-order --agent-dir /var/lib/kith");
  struct SignOffValues {
    DeskOptions desk;
    std::vector<std::uint64_t> entries;
    std::string finding;
  };
  const auto values = std::make_shared<SignOffValues>();
  command->add_option("--entry", values->entries, "as kith audit review says")
      ->required();
  command
      ->add_option("--finding", values->finding,
                   "in-order, explained or misuse")
      ->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::SignOffRequest request;
          request.set_as(values->desk.as);
          request.mutable_entries()->Add(values->entries.begin(),
                                         values->entries.end());
          request.set_finding(values->finding);
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.SignOff(request));
          if (values->desk.json) {
            terminal.out << Pretty(ToJson(reply));
          } else {
            terminal.out << "Signed off: " << values->entries.size() << ".\n";
          }
          return absl::OkStatus();
        });
  });
}

}  // namespace

void AddAuditReportCommands(CLI::App& audit, Terminal& terminal) {
  AddSubject(audit, terminal);
  AddPractitioner(audit, terminal);
  AddSample(audit, terminal);
  AddReview(audit, terminal);
  AddSignOff(audit, terminal);
}

}  // namespace kith::deploy
