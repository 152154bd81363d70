// SPDX-License-Identifier: Apache-2.0
// An export of any system whatever.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "agent/connectors/csv_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const auto table =
      kith::agent::ParseCsv({reinterpret_cast<const char*>(data), size});
  if (!table.ok()) return 0;
  for (const kith::agent::CsvRow& row : table->rows) {
    // A row that can be used has a field for each column.
    if (row.fault.empty() && row.fields.size() != table->header.size())
      std::abort();
  }
  return 0;
}
