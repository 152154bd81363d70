// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_THEIR_ROWS_H_
#define KITH_BROKER_FLOWS_THEIR_ROWS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "broker/flows/parts.h"

namespace kith::broker {

// Removing every row of one agency, piece by piece.
struct TheirRows {
  std::string agency;
  RowPlace after = {};  // How far it has come; empty again at the end.
  std::uint64_t removed = 0;

  bool IsDone() const { return after.lookup.empty(); }
};

// Looks at the next some thousand rows of the index. With those that go, in the
// same transaction, handles are counted anew: whose rows the counters had
// counted cannot be told any more, and its own must not stand in its way, also
// if the rest is done after a kill.
absl::Status RemoveNext(TheirRows& rows, SealedDb& db, const Parts& parts);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_THEIR_ROWS_H_
