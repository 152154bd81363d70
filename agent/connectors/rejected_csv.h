// SPDX-License-Identifier: Apache-2.0
//
// What was refused or left out, for its owner to correct.
#ifndef KITH_AGENT_CONNECTORS_REJECTED_CSV_H_
#define KITH_AGENT_CONNECTORS_REJECTED_CSV_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "agent/connectors/record_reader.h"

namespace kith::agent {

// "export.csv" -> "export.rejected.csv".
std::string RejectedCsvPath(const std::string& path);

// One field of RFC 4180, quoted if it must be. A text that a spreadsheet would
// run as a formula (it begins with = + - @, a tab or a carriage return) gets an
// apostrophe in front.
std::string CsvField(absl::string_view text);

// UTF-8: line, column, reason, then the export's own columns as they were.
std::string RejectedCsv(absl::Span<const std::string> header,
                        absl::Span<const RowFault> faults);

// line, column and reason of each identifier that was left out; empty if none.
std::string IdentifiersCsv(absl::Span<const RowNote> notes);

// Writes RejectedCsv() with mode 0600, in place of an earlier one, whole or not
// at all. UNAVAILABLE if it cannot be written.
absl::Status WriteRejectedCsv(const std::string& path,
                              absl::Span<const std::string> header,
                              absl::Span<const RowFault> faults);

}  // namespace kith::agent

#endif  // KITH_AGENT_CONNECTORS_REJECTED_CSV_H_
