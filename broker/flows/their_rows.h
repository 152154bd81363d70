// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_THEIR_ROWS_H_
#define KITH_BROKER_FLOWS_THEIR_ROWS_H_

#include <string>

#include "absl/status/statusor.h"
#include "broker/flows/parts.h"

namespace kith::broker {

// Looks at the next some thousand rows of the index behind `after` and removes
// those of `agency`. Where it came to: to be given again, until it is empty.
// Then handles are counted anew: whose rows the counters had counted cannot be
// told any more, and its own must not stand in the way of an agency that comes
// back.
absl::StatusOr<RowPlace> RemoveNextRowsOf(const std::string& agency,
                                          const RowPlace& after, SealedDb& db,
                                          const Parts& parts);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_THEIR_ROWS_H_
