// SPDX-License-Identifier: Apache-2.0
//
// RFC 4180, as systems really write it.
#ifndef KITH_AGENT_CONNECTORS_CSV_READER_H_
#define KITH_AGENT_CONNECTORS_CSV_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "agent/connectors/text_encoding.h"

namespace kith::agent {

inline constexpr std::size_t kMaxFieldBytes = std::size_t{64} << 10;
inline constexpr std::size_t kMaxColumns = 1024;

struct CsvRow {
  std::int64_t line = 0;            // Where the row begins; the header is 1.
  std::vector<std::string> fields;  // UTF-8, as written, without the quotes.
  // Why the row cannot be used, empty if it can, and the field it concerns
  // (-1: the row as a whole).
  std::string fault;
  int fault_field = -1;
};

struct CsvTable {
  std::vector<std::string> header;  // Trimmed; may hold empty names.
  std::vector<CsvRow> rows;         // Without empty lines.
  Encoding encoding = Encoding::kUtf8;
};

// Reads a whole file held in memory. Lines end with LF, CRLF or CR. The
// encoding is decided for the file as a whole from every field that is not
// ASCII: UTF-8 if it has a byte-order mark or one field is valid UTF-8,
// Windows-1252 if one field is likely that and none UTF-8.
//
// ROW faults, put in the row: another number of fields than the header,
// unreadable bytes in a field (see FieldEncoding), text after a closing quote.
//
// FILE faults, INVALID_ARGUMENT naming line and cause, never a value: no
// header, two columns of one name, more than 1,024 columns, a quote never
// closed, a last row cut short (fewer fields than the header and no line end),
// a NUL, a field over 64 KiB, UTF-16, fields of both encodings.
absl::StatusOr<CsvTable> ParseCsv(absl::string_view bytes);

}  // namespace kith::agent

#endif  // KITH_AGENT_CONNECTORS_CSV_READER_H_
