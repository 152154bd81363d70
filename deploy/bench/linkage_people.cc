// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/linkage_people.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "agent/connectors/record_reader.h"
#include "agent/connectors/whole_file.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

using agent::CsvRow;
using agent::CsvTable;

// A chosen row and what it says of itself.
struct Chosen {
  const CsvRow* row;
  std::string truth;
};

absl::StatusOr<std::vector<Chosen>> Choose(const LinkageFile& file,
                                           const CsvTable& table,
                                           const TruthRule& rule) {
  KITH_ASSIGN_OR_RETURN(const std::string name, TruthColumn(file, table));
  const auto column = static_cast<std::size_t>(
      std::find(table.header.begin(), table.header.end(), name) -
      table.header.begin());
  std::vector<Chosen> chosen;
  for (const CsvRow& row : table.rows) {
    const std::string value(column < row.fields.size()
                                ? absl::StripAsciiWhitespace(row.fields[column])
                                : absl::string_view());
    if (!rule.Chooses(value)) continue;
    auto truth = rule.TruthOf(value);
    if (!truth.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(file.path, " line ", row.line, ", column '", name,
                       "': ", truth.status().message()));
    }
    chosen.push_back({&row, *std::move(truth)});
  }
  return chosen;
}

// Finds the columns of LinkageTags that a file has.
class TagReader {
 public:
  explicit TagReader(const CsvTable& table)
      : error_types_(ColumnOf(table, "error_types")),
        tradition_(ColumnOf(table, "tradition")),
        twin_of_(ColumnOf(table, "twin_of")),
        family_(ColumnOf(table, "family")) {}

  LinkageTags Of(const CsvRow& row) const {
    return {Field(row, error_types_), Field(row, tradition_),
            Field(row, twin_of_), Field(row, family_)};
  }

 private:
  static std::size_t ColumnOf(const CsvTable& table, absl::string_view name) {
    const auto& header = table.header;
    return static_cast<std::size_t>(
        std::find(header.begin(), header.end(), name) - header.begin());
  }
  static std::string Field(const CsvRow& row, std::size_t column) {
    return column < row.fields.size() ? row.fields[column] : "";
  }

  const std::size_t error_types_;
  const std::size_t tradition_;
  const std::size_t twin_of_;
  const std::size_t family_;
};

// Every field in quotes, so that it comes back as it was.
std::string CsvLine(const std::vector<std::string>& fields) {
  std::vector<std::string> quoted;
  for (const std::string& field : fields) {
    quoted.push_back(
        absl::StrCat("\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\""));
  }
  return absl::StrJoin(quoted, ",") + "\n";
}

}  // namespace

absl::StatusOr<CsvTable> ReadTable(const std::string& path) {
  KITH_ASSIGN_OR_RETURN(const std::string bytes,
                        agent::ReadWholeFile(path, [](std::size_t) {}));
  auto table = agent::ParseCsv(bytes);
  if (table.ok()) return table;
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": ", table.status().message()));
}

absl::StatusOr<std::string> TruthColumn(const LinkageFile& file,
                                        const CsvTable& table) {
  const std::string name = file.truth_column.empty()
                               ? file.map.person_id().column()
                               : file.truth_column;
  const auto& header = table.header;
  if (std::find(header.begin(), header.end(), name) == header.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat(file.path, ": no column '", name, "' to tell the truth"));
  }
  return name;
}

absl::StatusOr<std::vector<LinkagePerson>> ReadPeople(const LinkageFile& file,
                                                      const CsvTable& table,
                                                      const TruthRule& rule) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Chosen> chosen,
                        Choose(file, table, rule));
  CsvTable only{table.header, {}, table.encoding};
  for (const Chosen& one : chosen) only.rows.push_back(*one.row);
  // Matching is measured, not how carefully dates were typed.
  config::v1::ColumnMap map = file.map;
  map.set_keep_rows_without_readable_date_of_birth(true);
  KITH_ASSIGN_OR_RETURN(
      const agent::ImportResult read,
      agent::ReadRecords(only, map,
                         {.test_network = true, .keep_nameless = true}));
  std::map<std::int64_t, const agent::ImportedRecord*> by_line;
  for (const auto& record : read.records) by_line[record.line] = &record;
  std::vector<LinkagePerson> people;
  const TagReader tags(table);
  for (const Chosen& one : chosen) {
    LinkagePerson person{one.row->line, one.truth, true, {}, tags.Of(*one.row)};
    const auto record = by_line.find(person.line);
    if (record != by_line.end()) {
      person.refused = false;
      person.details = record->second->details;
    }
    people.push_back(std::move(person));
  }
  return people;
}

absl::StatusOr<std::string> ChosenRowsAsCsv(const LinkageFile& file,
                                            const CsvTable& table,
                                            const TruthRule& rule) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Chosen> chosen,
                        Choose(file, table, rule));
  std::string csv = CsvLine(table.header);
  for (const Chosen& one : chosen) csv += CsvLine(one.row->fields);
  return csv;
}

}  // namespace kith::deploy
