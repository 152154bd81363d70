// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_CONSENT_RECEIPT_H_
#define KITH_AGENT_FLOWS_CONSENT_RECEIPT_H_

#include <vector>

#include "agent/flows/parts.h"
#include "agent/receipts/receipt.h"

namespace kith::agent {

// A receipt of this agency's, of a kind ("consent", "withdrawal") and for so
// many people, as of now.
ReceiptFields NewReceipt(const Parts& parts, const Network& network,
                         const char* kind, std::size_t people);

// The same with what was agreed to: how many people and the references, and no
// name.
ReceiptFields ConsentFields(ReceiptFields fields, const Network& network,
                            const Ground& agreed,
                            const std::vector<Ground>& grounds);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_CONSENT_RECEIPT_H_
