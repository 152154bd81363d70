// SPDX-License-Identifier: Apache-2.0
//
// One row through the eyes of a column map.
#ifndef KITH_AGENT_CONNECTORS_ROW_FIELDS_H_
#define KITH_AGENT_CONNECTORS_ROW_FIELDS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "agent/connectors/csv_reader.h"
#include "agent/identity/date_of_birth.h"
#include "kith/config/v1/column_map.pb.h"

namespace kith::agent {

// A column's place by its name.
using ColumnIndex = absl::flat_hash_map<std::string, std::size_t>;

struct FieldFault {
  std::string column;  // Empty: the row as a whole.
  std::string reason;  // Never holds the value.
};

// Reads values and remembers the first thing wrong with the row; after that
// every value is empty. `row` and `columns` must outlive it.
class RowFields {
 public:
  RowFields(const CsvRow& row, const ColumnIndex& columns, DateOrder order)
      : row_(row), columns_(columns), order_(order) {}

  // Trimmed, and through the entry's words. Refuses the row if the value is
  // longer than `most` bytes, or empty though required.
  std::string Text(const config::v1::Entry& entry, std::size_t most);

  // Parts between any of `separators`, each through the entry's words; at most
  // 16, each at most `most` bytes.
  std::vector<std::string> List(const config::v1::Entry& entry,
                                absl::string_view separators, std::size_t most);

  // None if empty or a placeholder; refuses the row if it is no date, or, for
  // Day(), has no day.
  std::optional<absl::CivilDay> Day(const config::v1::Entry& entry);
  std::optional<absl::CivilMonth> Month(const config::v1::Entry& entry);
  DateOfBirth Date(const config::v1::Entry& entry);
  // None where Date() would refuse what it cannot read.
  DateOfBirth DateIfReadable(const config::v1::Entry& entry);

  void Refuse(const config::v1::Entry& entry, absl::string_view reason);
  void RefuseRow(absl::string_view reason);

  const std::optional<FieldFault>& fault() const { return fault_; }

 private:
  std::string Raw(const config::v1::Entry& entry) const;

  const CsvRow& row_;
  const ColumnIndex& columns_;
  const DateOrder order_;
  std::optional<FieldFault> fault_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_CONNECTORS_ROW_FIELDS_H_
