// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agenda_file.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/connectors/csv_reader.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::deploy {
namespace {

using desk::v1::CheckRequest;

constexpr std::size_t kMostRows = 200;
constexpr std::array<absl::string_view, 9> kColumns = {
    "forename", "surname", "date_of_birth", "nhs_number", "family",
    "ground",   "gateway", "necessity",     "told"};
constexpr std::size_t kNeeded = 3;  // Of these the first.

using Faults = std::vector<std::string>;

std::string AtLine(std::int64_t line, absl::string_view what) {
  return absl::StrCat("line ", line, ": ", what);
}

absl::Status Wrong(const Faults& faults) {
  return absl::InvalidArgumentError(absl::StrCat(
      "agenda: nothing was asked\n  ", absl::StrJoin(faults, "\n  ")));
}

absl::Status CheckHeader(const std::vector<std::string>& header) {
  for (std::size_t i = 0; i < kNeeded; ++i) {
    if (std::find(header.begin(), header.end(), kColumns[i]) == header.end()) {
      return Wrong({absl::StrCat("there is no column ", kColumns[i])});
    }
  }
  for (const std::string& column : header) {
    if (std::find(kColumns.begin(), kColumns.end(), column) == kColumns.end()) {
      return Wrong({absl::StrCat("a column is none of ",
                                 absl::StrJoin(kColumns, ", "))});
    }
  }
  return absl::OkStatus();
}

// The fields of one row by their columns.
std::map<std::string, std::string> FieldsOf(
    const std::vector<std::string>& header, const agent::CsvRow& row) {
  std::map<std::string, std::string> fields;
  for (std::size_t i = 0; i < header.size() && i < row.fields.size(); ++i) {
    fields[header[i]] = std::string(absl::StripAsciiWhitespace(row.fields[i]));
  }
  return fields;
}

AgendaRow RowOf(std::map<std::string, std::string> fields, std::int64_t line,
                const CheckRequest& common) {
  AgendaRow row{line, fields["family"], common};
  auto* person = row.request.add_people();
  person->set_forename(fields["forename"]);
  person->set_surname(fields["surname"]);
  person->set_date_of_birth(fields["date_of_birth"]);
  if (!fields["nhs_number"].empty()) {
    auto* number = person->add_identifiers();
    number->set_scheme("nhs-number");
    number->set_value(fields["nhs_number"]);
  }
  if (!fields["ground"].empty()) row.request.set_ground(fields["ground"]);
  if (!fields["gateway"].empty()) row.request.set_gateway(fields["gateway"]);
  if (!fields["necessity"].empty()) {
    row.request.set_necessity(fields["necessity"]);
  }
  if (!fields["told"].empty()) row.request.set_told(fields["told"]);
  return row;
}

}  // namespace

absl::StatusOr<Agenda> ReadAgenda(absl::string_view csv,
                                  const CheckRequest& common) {
  KITH_ASSIGN_OR_RETURN(const agent::CsvTable table, agent::ParseCsv(csv));
  KITH_RETURN_IF_ERROR(CheckHeader(table.header));
  if (table.rows.empty() || table.rows.size() > kMostRows) {
    return Wrong({absl::StrCat("1 to ", kMostRows, " rows")});
  }
  Agenda agenda;
  agenda.hash =
      HashBytes(Sha256(JoinFields({csv, common.purpose(), common.ground()})));
  Faults faults;
  for (const agent::CsvRow& row : table.rows) {
    if (!row.fault.empty()) {
      faults.push_back(AtLine(row.line, row.fault));
      continue;
    }
    agenda.rows.push_back(RowOf(FieldsOf(table.header, row), row.line, common));
  }
  if (!faults.empty()) return Wrong(faults);
  return agenda;
}

absl::Status AgendaFaults(const Agenda& agenda,
                          const desk::v1::OpenAgendaReply& reply) {
  Faults faults;
  for (const auto& fault : reply.faults()) {
    const std::int64_t line =
        fault.row() < agenda.rows.size() ? agenda.rows[fault.row()].line : 0;
    faults.push_back(AtLine(line, fault.words()));
  }
  return faults.empty() ? absl::OkStatus() : Wrong(faults);
}

}  // namespace kith::deploy
