// SPDX-License-Identifier: Apache-2.0
//
// Rows of an export -> records, and a list of the rows that cannot be used.
#ifndef KITH_AGENT_CONNECTORS_RECORD_READER_H_
#define KITH_AGENT_CONNECTORS_RECORD_READER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/connectors/csv_reader.h"
#include "agent/connectors/imported_record.h"
#include "kith/config/v1/column_map.pb.h"

namespace kith::agent {

struct ImportOptions {
  // Whether a constant ground and NHS numbers of the test range are accepted.
  bool test_network = false;
  // Whether a row without forename and surname is kept: for measuring, where
  // every row counts.
  bool keep_nameless = false;
};

// A row that is not imported. Reasons never hold a value.
struct RowFault {
  std::int64_t line = 0;
  std::string column;  // Empty: the row as a whole.
  std::string reason;
  std::vector<std::string> fields;  // As in the file, for its owner to correct.
};

// An identifier left out of a row that is imported. Reasons never hold a value.
struct RowNote {
  std::int64_t line = 0;
  std::string column;
  std::string reason;
};

struct ImportResult {
  std::vector<ImportedRecord> records;
  std::vector<RowFault> faults;
  std::vector<RowNote> notes;
  // The column map made up the agreements: a dry run says so.
  bool constant_ground = false;
};

// Reads every row. A row is refused if it has a fault of its own (CsvRow), no
// person id or one met before in this file, neither forename nor surname, a
// required value missing, a date that is none, a text too long (60 bytes for
// what an answer may hold, 64 for the person id, 256 for the rest), or a word
// for level, status or shield that is none of ours. An identifier that cannot
// be one (a wrong check digit, too long) is left out with a note; only one that
// the map requires refuses its row, and only if it is empty.
//
// INVALID_ARGUMENT if the map names a column that the header does not have, or
// makes up agreements outside a test network.
absl::StatusOr<ImportResult> ReadRecords(const CsvTable& table,
                                         const config::v1::ColumnMap& map,
                                         const ImportOptions& options);

}  // namespace kith::agent

#endif  // KITH_AGENT_CONNECTORS_RECORD_READER_H_
