// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_ALLOWANCES_H_
#define KITH_BROKER_FLOWS_ALLOWANCES_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "broker/flows/enquiry.h"
#include "broker/store/store.h"
#include "keys/network/network.h"

// What may be done only so often in a day. Each count is made in the
// transaction that logs what it is for, from the request alone: nothing in it
// depends on anybody asked about.
namespace kith::broker {

// Counts an enquiry's people for its agency, and for its practitioner in their
// role, or in lists. RESOURCE_EXHAUSTED, with whose allowance it is and when it
// starts anew, if it passes either; codes as StoreTransaction.
absl::Status CountAsking(StoreTransaction& transaction, const Enquiry& enquiry,
                         absl::Time now);

// How many grounds an agency may record in a day.
std::uint64_t GroundsADay(const Network& network, const std::string& agency);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_ALLOWANCES_H_
