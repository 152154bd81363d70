// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/their_rows.h"

#include "keys/base/status_macros.h"

namespace kith::broker {
namespace {

constexpr std::uint32_t kRowsAtATime = 4096;

}  // namespace

absl::StatusOr<RowPlace> RemoveNextRowsOf(const std::string& agency,
                                          const RowPlace& after, SealedDb& db,
                                          const Parts& parts) {
  const auto transaction = parts.transaction(db);
  KITH_ASSIGN_OR_RETURN(RowPlace reached,
                        transaction->RemoveTheirRows(
                            after, kRowsAtATime,
                            [&](const RowPlace& place, absl::string_view tag) {
                              return parts.index.IsOf(agency, place, tag);
                            }));
  if (reached.lookup.empty()) {
    KITH_RETURN_IF_ERROR(transaction->ForgetCounters());
  }
  return reached;
}

}  // namespace kith::broker
