// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_TOLD_AGAIN_H_
#define KITH_BROKER_FLOWS_TOLD_AGAIN_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "broker/store/store.h"
#include "keys/network/network.h"

// After the log was taken from a mirror the store may lack withdrawals that it
// was told before. Each agency tells it again; until the last one has, nothing
// is answered. All of it inside a transaction; codes as the store's.
namespace kith::broker {

// Whether the agency still has to.
absl::StatusOr<bool> IsToTellAgain(StoreTransaction& transaction,
                                   const std::string& agency);

// The agency has told all, for the index of `index_id`; another one changes
// nothing.
absl::Status HasToldAgain(StoreTransaction& transaction,
                          const std::string& agency,
                          const std::string& index_id);

// UNAVAILABLE, naming the agencies, if one of the network file that
// takes part still has to. One that came after the log was taken has nothing to
// tell.
absl::Status CheckToldAgain(StoreTransaction& transaction,
                            const Network& network, absl::Time now);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_TOLD_AGAIN_H_
