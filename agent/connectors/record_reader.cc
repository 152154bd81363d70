// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/record_reader.h"

#include <limits>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "agent/connectors/column_map.h"
#include "agent/connectors/row_fields.h"
#include "agent/connectors/support_columns.h"
#include "agent/identity/normalise.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using config::v1::ColumnMap;
using config::v1::IdentifierEntry;
using config::v1::PreviousAddressEntries;

constexpr std::size_t kMaxPersonIdBytes = 64;
constexpr std::size_t kMaxTextBytes = 256;
// An identifier that is too long is left out like any other that is none.
constexpr std::size_t kAnyLength = std::numeric_limits<std::size_t>::max();

DateOrder OrderOf(const ColumnMap& map) {
  switch (map.date_order()) {
    case config::v1::DATE_ORDER_MONTH_FIRST:
      return DateOrder::kMonthFirst;
    case config::v1::DATE_ORDER_YEAR_FIRST:
      return DateOrder::kYearFirst;
    default:
      return DateOrder::kDayFirst;
  }
}

// Reads the rows of one file. Not thread-safe; used once.
class FileReader {
 public:
  FileReader(const CsvTable& table, const ColumnMap& map,
             const ImportOptions& options)
      : table_(table), map_(map), options_(options) {
    for (std::size_t i = 0; i < table.header.size(); ++i) {
      columns_.emplace(table.header[i], i);
    }
  }

  ImportResult Read() {
    result_.constant_ground = HasConstantGround(map_);
    for (const CsvRow& row : table_.rows) ReadRow(row);
    return std::move(result_);
  }

 private:
  void ReadRow(const CsvRow& row) {
    if (!row.fault.empty()) {
      const bool whole = row.fault_field < 0;
      AddFault(row, {whole ? "" : table_.header[row.fault_field], row.fault});
      return;
    }
    RowFields fields(row, columns_, OrderOf(map_));
    ImportedRecord record = ReadRecord(row, fields);
    std::vector<RowNote> notes;
    AddIdentifiers(row, fields, record.details, notes);
    const std::int64_t earlier = EarlierLine(record.person_id);
    if (earlier != 0) {
      fields.Refuse(map_.person_id(),
                    absl::StrCat("the same person id as line ", earlier));
    }
    if (fields.fault().has_value()) {
      AddFault(row, *fields.fault());
      return;
    }
    line_of_.emplace(record.person_id, row.line);
    result_.notes.insert(result_.notes.end(), notes.begin(), notes.end());
    result_.records.push_back(std::move(record));
  }

  ImportedRecord ReadRecord(const CsvRow& row, RowFields& fields) {
    ImportedRecord record;
    record.line = row.line;
    record.person_id = fields.Text(map_.person_id(), kMaxPersonIdBytes);
    if (record.person_id.empty()) {
      fields.Refuse(map_.person_id(), "missing value");
    }
    record.family = fields.Text(map_.family(), kMaxTextBytes);
    record.details = ReadDetails(fields);
    if (map_.has_involvement()) {
      record.involvement = ReadInvolvement(map_.involvement(), fields);
    }
    if (map_.has_ground() && record.involvement.has_value()) {
      record.ground = ReadGround(map_.ground(), fields);
    }
    record.shield = ReadShield(map_.shield(), fields);
    return record;
  }

  PersonDetails ReadDetails(RowFields& fields) {
    PersonDetails details;
    details.forenames = fields.Text(map_.forenames(), kMaxTextBytes);
    details.surname = fields.Text(map_.surname(), kMaxTextBytes);
    if (details.forenames.empty() && details.surname.empty() &&
        !options_.keep_nameless) {
      fields.Refuse(map_.has_surname() ? map_.surname() : map_.forenames(),
                    "missing value");
    }
    const absl::string_view separators =
        map_.previous_surnames_separator().empty()
            ? absl::string_view(";")
            : absl::string_view(map_.previous_surnames_separator());
    details.previous_surnames =
        fields.List(map_.previous_surnames(), separators, kMaxTextBytes);
    details.date_of_birth =
        FormatDateOfBirth(map_.keep_rows_without_readable_date_of_birth()
                              ? fields.DateIfReadable(map_.date_of_birth())
                              : fields.Date(map_.date_of_birth()));
    details.sex = fields.Text(map_.sex(), kMaxTextBytes);
    details.postcode = fields.Text(map_.postcode(), kMaxTextBytes);
    details.house = fields.Text(map_.house(), kMaxTextBytes);
    for (const PreviousAddressEntries& entry : map_.previous_address()) {
      PreviousAddress address{fields.Text(entry.postcode(), kMaxTextBytes),
                              fields.Text(entry.house(), kMaxTextBytes)};
      if (address.postcode.empty()) continue;
      details.previous_addresses.push_back(std::move(address));
    }
    details.expected_date = ReadExpectedDate(map_.unborn(), fields);
    return details;
  }

  void AddIdentifiers(const CsvRow& row, RowFields& fields,
                      PersonDetails& details, std::vector<RowNote>& notes) {
    for (const IdentifierEntry& entry : map_.identifier()) {
      const std::string value = fields.Text(entry.value(), kAnyLength);
      if (value.empty()) continue;
      auto identifier = NormaliseIdentifier(
          {entry.scheme(), value}, {.test_network = options_.test_network});
      if (identifier.ok()) {
        details.identifiers.push_back(*std::move(identifier));
        continue;
      }
      const absl::string_view why = identifier.status().message();
      notes.push_back({row.line, entry.value().column(),
                       std::string(why.data(), why.size())});
    }
  }

  std::int64_t EarlierLine(const std::string& person_id) const {
    const auto found = line_of_.find(person_id);
    return found == line_of_.end() ? 0 : found->second;
  }

  void AddFault(const CsvRow& row, const FieldFault& fault) {
    result_.faults.push_back(
        {row.line, fault.column, fault.reason, row.fields});
  }

  const CsvTable& table_;
  const ColumnMap& map_;
  const ImportOptions& options_;
  ColumnIndex columns_;
  absl::flat_hash_map<std::string, std::int64_t> line_of_;
  ImportResult result_;
};

}  // namespace

absl::StatusOr<ImportResult> ReadRecords(const CsvTable& table,
                                         const ColumnMap& map,
                                         const ImportOptions& options) {
  KITH_RETURN_IF_ERROR(CheckAgainstHeader(map, table.header));
  if (HasConstantGround(map) && !options.test_network) {
    return absl::InvalidArgumentError(
        "column map: a constant agreement is allowed in a test network only");
  }
  return FileReader(table, map, options).Read();
}

}  // namespace kith::agent
