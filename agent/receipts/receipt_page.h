// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_RECEIPTS_RECEIPT_PAGE_H_
#define KITH_AGENT_RECEIPTS_RECEIPT_PAGE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/receipts/receipt.h"
#include "keys/network/network.h"

namespace kith::agent {

// For whom a page is: the family, or a child of it.
enum class PageReader { kFamily, kChild };

// One page to print, in plain words, of a receipt that was verified: at most 60
// lines of 76 characters. Names are for the family to write in by hand.
//
// FAILED_PRECONDITION if the family said that paper is not safe: then nothing
// is to be printed, and the words are to be said. The same for a receipt of a
// kind that this program does not know.
absl::StatusOr<std::string> ReceiptPage(const VerifiedReceipt& receipt,
                                        const Network& network,
                                        PageReader reader, absl::TimeZone zone);

}  // namespace kith::agent

#endif  // KITH_AGENT_RECEIPTS_RECEIPT_PAGE_H_
