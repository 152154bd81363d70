// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONNECTORS_PROPOSE_MAP_H_
#define KITH_AGENT_CONNECTORS_PROPOSE_MAP_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "agent/connectors/csv_reader.h"

namespace kith::agent {

// A column map for somebody to look through, with what it is about.
struct ProposedMap {
  std::string text;  // A ColumnMap with comments.
  // What the map cannot do without and no column was found for.
  std::vector<std::string> missing;
  // Columns that nothing was found for.
  std::vector<std::string> not_used;
};

// Proposes which column is what: by the header's words, then by what most of a
// column's values look like (a date, a postcode, an NHS number, a UPN). Each
// column is used once. Words that a code column holds are listed to be
// translated; those that are plain are translated. `source` as
// ColumnMap.source. What is proposed changes nothing by itself: a dry run shows
// what it would do.
//
// INVALID_ARGUMENT, naming a column by its number, if the first line looks like
// somebody's details and not like a header.
absl::StatusOr<ProposedMap> ProposeMap(const CsvTable& table,
                                       absl::string_view source);

}  // namespace kith::agent

#endif  // KITH_AGENT_CONNECTORS_PROPOSE_MAP_H_
