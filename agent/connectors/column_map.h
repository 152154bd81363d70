// SPDX-License-Identifier: Apache-2.0
//
// Reading and checking a column map (proto/kith/config/v1/column_map.proto).
#ifndef KITH_AGENT_CONNECTORS_COLUMN_MAP_H_
#define KITH_AGENT_CONNECTORS_COLUMN_MAP_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "kith/config/v1/column_map.pb.h"

namespace kith::agent {

inline constexpr std::size_t kMaxMapBytes = std::size_t{256} << 10;

// Reads a text protobuf. INVALID_ARGUMENT, naming the line or the field, for an
// unknown field, text that is no map, a required field missing, an entry that
// names neither column nor constant, a bad scheme, more than 8 identifiers or 3
// previous addresses, more than 256 KiB.
absl::StatusOr<config::v1::ColumnMap> ParseColumnMap(absl::string_view text);

// The same from a file; also as ReadWholeFile().
absl::StatusOr<config::v1::ColumnMap> LoadColumnMap(const std::string& path);

// INVALID_ARGUMENT, naming the column, if the map names one that the header
// does not have.
absl::Status CheckAgainstHeader(const config::v1::ColumnMap& map,
                                absl::Span<const std::string> header);

// Whether the map itself makes up an agreement: allowed in a test network only,
// and a dry run says so.
bool HasConstantGround(const config::v1::ColumnMap& map);

}  // namespace kith::agent

#endif  // KITH_AGENT_CONNECTORS_COLUMN_MAP_H_
