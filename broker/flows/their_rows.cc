// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/their_rows.h"

#include "keys/base/status_macros.h"

namespace kith::broker {
namespace {

constexpr std::uint32_t kRowsAtATime = 4096;

}  // namespace

absl::Status RemoveNext(TheirRows& rows, SealedDb& db, const Parts& parts) {
  const auto transaction = parts.transaction(db);
  std::uint64_t removed = 0;
  KITH_ASSIGN_OR_RETURN(rows.after,
                        transaction->RemoveTheirRows(
                            rows.after, kRowsAtATime,
                            [&](const RowPlace& place, absl::string_view tag) {
                              const bool theirs =
                                  parts.index.IsOf(rows.agency, place, tag);
                              removed += theirs ? 1 : 0;
                              return theirs;
                            }));
  rows.removed += removed;
  return removed > 0 ? transaction->ForgetCounters() : absl::OkStatus();
}

}  // namespace kith::broker
