// SPDX-License-Identifier: Apache-2.0
//
// The columns about the agency's work and what the family agreed to.
#ifndef KITH_AGENT_CONNECTORS_SUPPORT_COLUMNS_H_
#define KITH_AGENT_CONNECTORS_SUPPORT_COLUMNS_H_

#include <optional>
#include <string>

#include "agent/connectors/imported_record.h"
#include "agent/connectors/row_fields.h"
#include "kith/config/v1/column_map.pb.h"

namespace kith::agent {

// None if the row has no involvement. What is wrong is in `fields.fault()`.
std::optional<ImportedInvolvement> ReadInvolvement(
    const config::v1::InvolvementEntries& entries, RowFields& fields);

ImportedGround ReadGround(const config::v1::GroundEntries& entries,
                          RowFields& fields);

// When the row's child is due, as yyyy-mm-dd; "unknown" if that is not known;
// empty if the row is no unborn child.
std::string ReadExpectedDate(const config::v1::UnbornEntries& entries,
                             RowFields& fields);

Shield ReadShield(const config::v1::Entry& entry, RowFields& fields);

}  // namespace kith::agent

#endif  // KITH_AGENT_CONNECTORS_SUPPORT_COLUMNS_H_
