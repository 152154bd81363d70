// SPDX-License-Identifier: Apache-2.0
//
// The people of a test file, read as an agency's import reads them.
#ifndef KITH_DEPLOY_BENCH_LINKAGE_PEOPLE_H_
#define KITH_DEPLOY_BENCH_LINKAGE_PEOPLE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/connectors/csv_reader.h"
#include "agent/identity/identity.h"
#include "deploy/bench/truth.h"
#include "kith/config/v1/column_map.pb.h"

namespace kith::deploy {

// One chosen row. A row that the import refuses is a person nobody can find:
// it counts, with `refused` set and no details.
struct LinkagePerson {
  std::int64_t line = 0;
  std::string truth;
  bool refused = false;
  agent::PersonDetails details;
  LinkageTags tags;
};

// A test file and how it is read.
struct LinkageFile {
  std::string path;
  config::v1::ColumnMap map;
  std::string truth_column;  // Empty: the person id's.
};

// The whole file, once.
absl::StatusOr<agent::CsvTable> ReadTable(const std::string& path);

// The name of the column that holds the truth. INVALID_ARGUMENT if the header
// has no such column.
absl::StatusOr<std::string> TruthColumn(const LinkageFile& file,
                                        const agent::CsvTable& table);

// The rows that `rule` chooses, in the file's order, through the map as a test
// network's import reads them. INVALID_ARGUMENT, naming the line, if a chosen
// row says no truth; else as ReadRecords().
absl::StatusOr<std::vector<LinkagePerson>> ReadPeople(
    const LinkageFile& file, const agent::CsvTable& table,
    const TruthRule& rule);

// The file with the rows that `rule` chooses only, as CSV: an import of its
// own. A row with a fault of its own stays as it was read.
absl::StatusOr<std::string> ChosenRowsAsCsv(const LinkageFile& file,
                                            const agent::CsvTable& table,
                                            const TruthRule& rule);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_LINKAGE_PEOPLE_H_
