// SPDX-License-Identifier: Apache-2.0
// Agreements that were given elsewhere: on paper, or to another agency; and who
// has acted on their end.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "agent/connectors/csv_reader.h"
#include "deploy/kith/agreement_commands.h"
#include "deploy/kith/agreement_options.h"
#include "deploy/kith/agreement_words.h"
#include "deploy/kith/files.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMaxGapsBytes = std::size_t{16} << 20;
constexpr std::size_t kMaxReceiptBytes = 1 << 20;
constexpr char kPersonIdColumn[] = "person id";

struct RelyValues {
  DeskOptions desk;
  std::vector<std::string> persons;
  std::string receipt;
};

// "2:forename=Sami,...": which of the receipt's people, and whom here. Without
// a number the first, then the second, and so on.
absl::StatusOr<desk::v1::ReliedPerson> ParseRelied(const std::string& text,
                                                   std::uint32_t place) {
  desk::v1::ReliedPerson relied;
  relied.set_number(place);
  std::string rest = text;
  std::uint32_t number = 0;
  const std::size_t colon = text.find(':');
  if (colon != std::string::npos &&
      absl::SimpleAtoi(text.substr(0, colon), &number)) {
    relied.set_number(number);
    rest = text.substr(colon + 1);
  }
  KITH_ASSIGN_OR_RETURN(*relied.mutable_person(), ParsePerson(rest));
  return relied;
}

void AddRely(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "rely",
      "Relies on an agreement that another agency took, by the receipt that "
      "the family shows.\nWithdrawn there or here, it ends in both "
      "places.\n\nExample:\n  kith consent rely sami.json --person "
      "\"1:forename=Sami,surname=Amara,dob=2021-03-14\"\n\nThe number says "
      "which "
      "of the receipt's people it is, in the order they were named\nwhen it "
      "was "
      "made.");
  const auto values = std::make_shared<RelyValues>();
  command->add_option("FILE", values->receipt, "the receipt")->required();
  command
      ->add_option("--person", values->persons,
                   "NUMBER:... and then as for kith check; repeat")
      ->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::RelyOnReceiptRequest request;
          request.set_as(values->desk.as);
          KITH_ASSIGN_OR_RETURN(*request.mutable_receipt(),
                                ReadFile(values->receipt, kMaxReceiptBytes));
          for (const std::string& text : values->persons) {
            KITH_ASSIGN_OR_RETURN(*request.add_people(),
                                  ParseRelied(text, static_cast<std::uint32_t>(
                                                        request.people_size()) +
                                                        1));
          }
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.RelyOnReceipt(request));
          Say(terminal, values->desk, reply,
              absl::StrCat("Recorded for ", reply.people(),
                           reply.people() == 1 ? " person" : " people",
                           ": it rests on the agreement that ",
                           reply.agency_name(), " took.\n"));
          return absl::OkStatus();
        });
  });
}

void AddWithdrawn(CLI::App& consent, Terminal& terminal) {
  auto* command = consent.add_subcommand(
      "withdrawn",
      "Lists who has acted on a withdrawal that was said here.\n\nExample:\n  "
      "kith consent withdrawn 0f1e2d3c4b5a69788796a5b4c3d2e1f0");
  struct Values {
    DeskOptions desk;
    std::string reference;
  };
  const auto values = std::make_shared<Values>();
  command->add_option("REFERENCE", values->reference, "of its receipt")
      ->required();
  AddDeskOptions(*command, values->desk);
  command->callback([&terminal, values] {
    WithDesk(
        terminal, values->desk, [&](desk::DeskClient& desk) -> absl::Status {
          desk::v1::GetWithdrawalRequest request;
          request.set_as(values->desk.as);
          request.set_reference(values->reference);
          KITH_ASSIGN_OR_RETURN(const auto reply, desk.GetWithdrawal(request));
          Say(terminal, values->desk, reply,
              WithdrawnInWords(reply, absl::LocalTimeZone()));
          return absl::OkStatus();
        });
  });
}

struct AttestValues {
  DeskOptions desk;
  std::vector<std::string> categories, purposes;
  bool everybody = false;
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
                    desk::DeskClient& desk) {
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
  request.set_everybody(values.everybody);
  for (const auto& id : values.categories) request.add_categories(id);
  for (const auto& id : values.purposes) request.add_purposes(id);
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
  command->add_flag("--everybody", values->everybody,
                    "every agency of the partnership may be told");
  command->add_option("--category", values->categories,
                      "a kind of agency that may be told; repeat");
  command->add_option("--purpose", values->purposes,
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
    WithDesk(terminal, values->desk, [&](desk::DeskClient& desk) {
      return Attest(terminal, *values, desk);
    });
  });
}

}  // namespace

void AddPaperCommands(CLI::App& consent, Terminal& terminal) {
  AddAttest(consent, terminal);
  AddRely(consent, terminal);
  AddWithdrawn(consent, terminal);
}

}  // namespace kith::deploy
